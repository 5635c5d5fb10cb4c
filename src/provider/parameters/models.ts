/**
 * Tokens that models write at most, and read at most, by the beginning of their name; the longer name goes first. Source:
 * Azure's page of its models, 11 June 2026; see spec/AZURE.md.
 */
const LIMITS: readonly (readonly [prefix: string, output: number, context: number])[] = [
  ['gpt-4o', 16_384, 128_000],
  ['gpt-4.1', 32_768, 1_047_576],
  ['gpt-4-turbo', 4_096, 128_000],
  ['gpt-35-turbo', 4_096, 16_385],
  ['gpt-5-chat', 16_384, 128_000],
  ['gpt-5.1-chat', 16_384, 111_616],
  ['gpt-5.2-chat', 16_384, 111_616],
  ['gpt-5.3-chat', 16_384, 111_616],
  ['gpt-5.4-mini', 128_000, 272_000],
  ['gpt-5.4-nano', 128_000, 272_000],
  ['gpt-5.4', 128_000, 922_000],
  ['gpt-5.5', 128_000, 922_000],
  ['gpt-chat-latest', 16_384, 111_616],
  ['gpt-5', 128_000, 272_000],
  ['o1', 100_000, 200_000],
  ['o3', 100_000, 200_000],
  ['o4', 100_000, 200_000],
]

/** What a model writes at most; undefined for a model that is not known. */
export function mostTokens(model: string): number | undefined {
  return LIMITS.find(([prefix]) => model.startsWith(prefix))?.[1]
}

/** Prompt tokens that a model takes at most. */
export function contextLength(model: string): number {
  return LIMITS.find(([prefix]) => model.startsWith(prefix))?.[2] ?? Infinity
}

/** A model that thinks before it writes. */
export function isReasoningModel(model: string): boolean {
  return /^(?:o[134]|gpt-5|gpt-chat-latest)/.test(model) && !/^gpt-5(?:\.[23])?-chat/.test(model)
}
