import type { AzureKey } from './provider-config.ts'

/** The models that the gateway knows for Azure, by the part of its keys that maps them; a line reads one of the two. */
export interface KnownModels {
  readonly deployments: ReadonlySet<string>
  /** In small letters: here case does not count. */
  readonly aliases: ReadonlySet<string>
}

/**
 * What the keys map or list, and what the gateway's datasheet has for Azure (`sheet`: names there). `'any'`: a key serves
 * every model, so all are known.
 */
export function knownModels(keys: readonly AzureKey[], sheet: readonly string[]): KnownModels | 'any' {
  const deployments = new Set(sheet)
  const aliased = new Set(sheet)
  for (const { models, aliases, azure } of keys) {
    if (models === 'any' || azure?.deployments === 'any') return 'any'
    for (const model of [...models, ...(azure?.deployments?.keys() ?? [])]) deployments.add(model)
    for (const model of [...models, ...aliases.keys()]) aliased.add(model)
  }
  return { deployments, aliases: new Set([...aliased].map((model) => model.toLowerCase())) }
}

/** Names that the gateway's own datasheet has for Azure; it is fetched at the start of a real gateway, and grows. */
export const DATASHEET_MODELS: readonly string[] = [
  'ada codex-mini command-r-plus computer-use-preview gpt-3.5-turbo gpt-3.5-turbo-0125 gpt-3.5-turbo-instruct-0914',
  'gpt-35-turbo gpt-35-turbo-0125 gpt-35-turbo-0301 gpt-35-turbo-0613 gpt-35-turbo-1106 gpt-35-turbo-16k',
  'gpt-35-turbo-16k-0613 gpt-35-turbo-instruct gpt-35-turbo-instruct-0914 gpt-4 gpt-4-0125-preview gpt-4-0613',
  'gpt-4-1106-preview gpt-4-32k gpt-4-32k-0613 gpt-4-turbo gpt-4-turbo-2024-04-09 gpt-4-turbo-vision-preview',
  'gpt-4.1 gpt-4.1-2025-04-14 gpt-4.1-mini gpt-4.1-mini-2025-04-14 gpt-4.1-nano gpt-4.1-nano-2025-04-14',
  'gpt-4.5-preview gpt-4o gpt-4o-2024-05-13 gpt-4o-2024-08-06 gpt-4o-2024-11-20 gpt-4o-mini',
  'gpt-4o-mini-2024-07-18 gpt-4o-audio-preview-2024-12-17 gpt-4o-mini-audio-preview-2024-12-17',
  'gpt-4o-realtime-preview-2024-12-17 gpt-4o-mini-realtime-preview-2024-12-17 gpt-4o-transcribe',
  'gpt-4o-mini-transcribe gpt-4o-mini-tts gpt-image-1 gpt-5 gpt-5-2025-08-07 gpt-5-chat gpt-5-chat-latest gpt-5-codex',
  'gpt-5-mini gpt-5-mini-2025-08-07 gpt-5-nano gpt-5-nano-2025-08-07 gpt-5-pro gpt-5.1 gpt-5.1-2025-11-13 gpt-5.1-chat',
  'gpt-5.1-codex gpt-5.1-codex-mini gpt-5.2 gpt-5.2-chat gpt-audio-2025-08-28 mistral-large-2402 mistral-large-latest',
  'o1 o1-2024-12-17 o1-mini o1-mini-2024-09-12 o1-preview o1-preview-2024-09-12 o3 o3-2025-04-16 o3-deep-research',
  'o3-mini o3-mini-2025-01-31 o3-pro o4-mini o4-mini-2025-04-16 text-embedding-3-large text-embedding-3-small',
  'text-embedding-ada-002 tts-1 tts-1-hd whisper-1',
].flatMap((line) => line.split(' '))
