import { gatewayError } from '../errors/bifrost-error.ts'
import type { BifrostError } from '../errors/bifrost-error.ts'

/**
 * The route takes other operations than chat by the end of its path. Without their input they are refused before any call;
 * with it they are beyond this gateway, and go on as chat. Undefined for chat, and for those that go on.
 */
export function refuseOtherOperation(
  rest: string,
  readBody: () => { readonly [key: string]: unknown },
  target: { readonly provider: string; readonly model: string },
): BifrostError | undefined {
  const operation = OPERATIONS.find(({ suffix }) => rest.endsWith(suffix))
  if (operation === undefined || operation.input === undefined) return undefined
  const body = readBody()
  if (body[operation.input] !== undefined && body[operation.input] !== null) return undefined
  const error = gatewayError(operation.message, { context: { ...target, stream: false } })
  const streams = operation.streams && body['stream'] === true
  error.extra_fields.request_type = `${operation.type}${streams ? '_stream' : ''}`
  return error
}

interface Operation {
  readonly suffix: string
  /** The key of the body without which the operation is refused; absent: never. */
  readonly input?: string
  readonly message: string
  readonly type: string
  readonly streams: boolean
}

/** The first that fits counts. */
const OPERATIONS: readonly Operation[] = [
  { suffix: '/chat/completions', message: '', type: 'chat_completion', streams: true },
  {
    suffix: '/completions',
    input: 'prompt',
    message: 'prompt not provided for text completion request',
    type: 'text_completion',
    streams: true,
  },
  {
    suffix: '/embeddings',
    input: 'input',
    message: 'embedding input not provided for embedding request',
    type: 'embedding',
    streams: false,
  },
  {
    suffix: '/images/generations',
    input: 'prompt',
    message: 'prompt not provided for image generation request',
    type: 'image_generation',
    streams: false,
  },
]
