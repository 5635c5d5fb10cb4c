/** Whether the gateway asks a deployment of Azure in Anthropic's way (claude-deployment). */
export function isClaude(deployment: string): boolean {
  return deployment.includes('claude') || deployment.includes('anthropic.')
}

/** The most tokens that a model writes, which Anthropic wants to be told: where the request names none, this. */
export function mostTokens(model: string): number {
  return MOST_TOKENS[baseName(model)] ?? UNKNOWN_MODEL
}

const UNKNOWN_MODEL = 4096

/** Of the gateway's public source in spring 2026; a gateway that reached its maker's list of models may know more. */
const MOST_TOKENS: Readonly<Record<string, number>> = {
  'claude-opus-4-6': 128_000,
  'claude-sonnet-4-6': 64_000,
  'claude-haiku-4-5': 64_000,
  'claude-sonnet-4-5': 64_000,
  'claude-opus-4-5': 64_000,
  'claude-opus-4-1': 32_000,
  'claude-sonnet-4': 64_000,
  'claude-opus-4': 32_000,
  'claude-sonnet-4-0': 64_000,
  'claude-opus-4-0': 32_000,
  'claude-3-5-sonnet': 8192,
  'claude-3-5-haiku': 8192,
  'claude-3-7-sonnet': 8192,
  'claude-3-opus': 4096,
  'claude-3-sonnet': 4096,
  'claude-3-haiku': 4096,
}

/** Without region, vendor, version and date: `us.anthropic.claude-sonnet-4-20250514-v1:0` is `claude-sonnet-4`. */
function baseName(model: string): string {
  const own = model.slice(model.lastIndexOf('.') + 1).split(':')[0] ?? ''
  return own.replace(/-v[12]$/, '').replace(/-(?:\d{8}|\d{4}-\d{2}-\d{2})$/, '')
}
