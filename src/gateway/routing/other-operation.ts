import { gatewayError } from '../errors/bifrost-error.ts'
import type { BifrostError } from '../errors/bifrost-error.ts'

/**
 * The route takes other operations than chat by the end of its path. Their input is looked for as the gateway does; what
 * would then go to Azure is beyond this emulator, which says so.
 */
export interface OtherOperation {
  readonly suffix: string
  readonly type: string
  /** What it is called to the user. */
  readonly name: string
  /** The key of the body without which it is refused, and the words of that, in a stream its own; absent: nobody knows. */
  readonly input?: OperationInput
}

interface OperationInput {
  readonly key: string
  readonly message: string
  readonly ofStream?: string
  /** Whether an empty text is none; the gateway hands others on. */
  readonly emptyIsNone?: boolean
}

/** The operation that the end of a path names; undefined: chat, which also takes every end that is none of these. */
export function otherOperation(rest: string): OtherOperation | undefined {
  return rest.endsWith('/chat/completions')
    ? undefined
    : OPERATIONS.find(({ suffix }) => rest.endsWith(suffix))
}

/** The answer to another operation whose body was read. */
export function answerOperation(
  { type, name, input }: OtherOperation,
  body: { readonly [key: string]: unknown },
  target: { readonly provider: string; readonly model: string },
): BifrostError {
  const stream = input?.ofStream !== undefined && body['stream'] === true
  const fail = (message: string, options: { status?: number; type?: string } = {}) => {
    const error = gatewayError(message, { ...options, context: { ...target, stream } })
    error.extra_fields.request_type = `${type}${stream ? '_stream' : ''}`
    return error
  }
  if (input !== undefined && isMissing(body[input.key], input))
    return fail((stream ? input.ofStream : undefined) ?? input.message)
  if (target.provider === '') return fail('provider is required')
  const message = `bifrost-emulator: ${name} are not emulated; chat completions are`
  return fail(message, { status: 501, type: 'emulator_error' })
}

function isMissing(value: unknown, { emptyIsNone = false }: OperationInput): boolean {
  return value === undefined || value === null || (emptyIsNone && value === '')
}

/** The first that fits counts. */
const OPERATIONS: readonly OtherOperation[] = [
  {
    suffix: '/completions',
    type: 'text_completion',
    name: 'text completions',
    input: {
      key: 'prompt',
      message: 'prompt not provided for text completion request',
      ofStream: 'text not provided for text completion stream request',
    },
  },
  {
    suffix: '/embeddings',
    type: 'embedding',
    name: 'embeddings',
    input: { key: 'input', message: 'embedding input not provided for embedding request' },
  },
  {
    suffix: '/images/generations',
    type: 'image_generation',
    name: 'images',
    input: {
      key: 'prompt',
      message: 'prompt not provided for image generation request',
      emptyIsNone: true,
    },
  },
  {
    suffix: '/audio/speech',
    type: 'speech',
    name: 'spoken texts',
    input: { key: 'input', message: 'speech input not provided for speech request', emptyIsNone: true },
  },
  { suffix: '/audio/transcriptions', type: 'transcription', name: 'transcriptions' },
  { suffix: '/images/edits', type: 'image_edit', name: 'edited images' },
  { suffix: '/images/variations', type: 'image_variation', name: 'variations of images' },
]
