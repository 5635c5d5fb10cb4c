import type { Attributes } from '@opentelemetry/api'
import type { UpstreamRequest } from '../contracts/upstream.ts'
import { isObject } from '../json/json-object.ts'
import type { CallFacts } from './call-facts.ts'

/** The names that the conventions have for whom a gateway may ask; others go by their own. */
const PROVIDERS: Readonly<Record<string, string>> = {
  azure: 'azure.ai.openai',
  bedrock: 'aws.bedrock',
  gemini: 'gcp.gemini',
  mistral: 'mistral_ai',
  vertex: 'gcp.vertex_ai',
  xai: 'x_ai',
}

const PARAMETERS = [
  'frequency_penalty',
  'max_tokens',
  'presence_penalty',
  'seed',
  'temperature',
  'top_p',
] as const

/** What the gateway asked a deployment, by the conventions for generative AI. What was not asked is undefined. */
export function requestAttributes(upstream: UpstreamRequest): Attributes {
  const { provider, deployment, stream, value, attempt } = upstream
  const attributes: Attributes = {
    'gen_ai.operation.name': 'chat',
    'gen_ai.provider.name': PROVIDERS[provider] ?? provider,
    'gen_ai.request.model': deployment,
    'gen_ai.request.stream': stream,
    'gen_ai.request.choice.count': positive(value['n']),
    'gen_ai.request.stop_sequences': texts(value['stop']),
    'gen_ai.output.type': outputType(value['response_format']),
    'openai.api.type': upstream.protocol === undefined ? 'chat_completions' : undefined,
    'http.request.method': upstream.method,
    'http.request.resend_count': attempt > 1 ? attempt - 1 : undefined,
  }
  for (const name of PARAMETERS) {
    const given = value[name] ?? (name === 'max_tokens' ? value['max_completion_tokens'] : undefined)
    if (typeof given === 'number') attributes[`gen_ai.request.${name}`] = given
  }
  return attributes
}

/** What it answered. */
export function answerAttributes({ status, problem, firstMs, said }: CallFacts): Attributes {
  const { id, model, fingerprint, finishReasons, usage = {} } = said
  const number = (...path: readonly string[]) => {
    const found = path.reduce<unknown>((from, key) => (isObject(from) ? from[key] : undefined), usage)
    return typeof found === 'number' ? found : undefined
  }
  return {
    'http.response.status_code': status,
    'error.type': problem,
    'gen_ai.response.id': id,
    'gen_ai.response.model': model,
    'gen_ai.response.finish_reasons': finishReasons.length === 0 ? undefined : finishReasons.filter(Boolean),
    'gen_ai.response.time_to_first_chunk': firstMs === undefined ? undefined : firstMs / 1000,
    'gen_ai.usage.input_tokens': number('prompt_tokens') ?? number('input_tokens'),
    'gen_ai.usage.output_tokens': number('completion_tokens') ?? number('output_tokens'),
    'gen_ai.usage.cache_read.input_tokens': number('prompt_tokens_details', 'cached_tokens'),
    'gen_ai.usage.reasoning.output_tokens': number('completion_tokens_details', 'reasoning_tokens'),
    'openai.response.system_fingerprint': fingerprint,
  }
}

/** One choice is what everybody asks for. */
function positive(value: unknown): number | undefined {
  return typeof value === 'number' && value > 1 ? value : undefined
}

function texts(value: unknown): string[] | undefined {
  const list = [value].flat().filter((it) => typeof it === 'string')
  return list.length === 0 ? undefined : list
}

function outputType(format: unknown): string {
  return isObject(format) && format['type'] !== 'text' ? 'json' : 'text'
}
