import { object, text } from './json.ts'
import type { JsonObject } from '../../json/json-object.ts'

/** What a provider with a name of its own may be asked, and where. */
export interface CustomProvider {
  /** The provider whose protocol it speaks. */
  readonly base: string
  /** Undefined: everything. Else what is not named true is refused. */
  readonly allowed: ReadonlyMap<string, boolean> | undefined
  /** Kind of request → path, where it is not that of the protocol. */
  readonly paths: ReadonlyMap<string, string>
  /** It is called without a key. */
  readonly isKeyless: boolean
}

/** Providers that the gateway brings along: no other may have their names. */
export const STANDARD_PROVIDERS: ReadonlySet<string> = new Set([
  'openai',
  'azure',
  'anthropic',
  'bedrock',
  'cohere',
  'vertex',
  'mistral',
  'ollama',
  'groq',
  'sgl',
  'parasail',
  'perplexity',
  'cerebras',
  'gemini',
  'openrouter',
  'elevenlabs',
  'huggingface',
  'nebius',
  'xai',
  'replicate',
  'vllm',
  'runway',
  'fireworks',
])

/** Protocols that a custom provider may speak. */
const BASES = new Set(['anthropic', 'bedrock', 'cohere', 'gemini', 'huggingface', 'openai', 'replicate'])

/** The `custom_provider_config` of a provider, if it has one. */
export function readCustomProvider(provider: JsonObject): CustomProvider | undefined {
  const config = provider['custom_provider_config']
  if (config === undefined || config === null) return undefined
  const { base_provider_type: base, allowed_requests: allowed, ...more } = object(config)
  return {
    base: text(base),
    allowed:
      allowed === undefined || allowed === null
        ? undefined
        : new Map(Object.entries(object(allowed)).map(([kind, is]) => [kind, is === true])),
    paths: new Map(
      Object.entries(object(more['request_path_overrides'])).map(([kind, at]) => [kind, text(at)]),
    ),
    isKeyless: more['is_key_less'] === true,
  }
}

/** Why the gateway leaves a provider out at its start; undefined: it does not. */
export function rejectionOf(name: string, provider: JsonObject): string | undefined {
  const custom = readCustomProvider(provider)
  if (custom === undefined) return undefined
  if (STANDARD_PROVIDERS.has(name)) return `${name} is the name of a provider that the gateway brings along`
  if (custom.base === '') return 'base_provider_type is missing'
  return BASES.has(custom.base)
    ? undefined
    : `no provider can be made on the base ${JSON.stringify(custom.base)}`
}

export function isRejected(name: string, provider: JsonObject): boolean {
  return rejectionOf(name, provider) !== undefined
}

/** Whether a kind of request, such as `chat_completion_stream`, may be asked of a provider. */
export function allowsRequest(custom: CustomProvider | undefined, kind: string): boolean {
  return custom?.allowed === undefined || custom.allowed.get(kind) === true
}
