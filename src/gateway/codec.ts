import type { GoType, StructType } from './go-json/types.ts'
import type { GatewayProfile } from './profiles/profile.ts'
import { requestTypes } from './schemas/chat-request.ts'
import { TEXT_COMPLETION } from './schemas/text-completion.ts'
import { chatResponse } from './schemas/chat-response.ts'
import { bifrostError } from './schemas/error.ts'
import { ChoiceReader } from './response/shared-choices.ts'
import { TextTemplates } from './response/text-templates.ts'

/** The shapes that one line of the gateway reads and writes. */
export interface Codec {
  /** What a client sends. */
  readonly request: GoType
  /** The same on the gateway's own route. */
  readonly native: GoType
  /** What a client sends for a text completion. */
  readonly textCompletion: GoType
  /** What goes on to Azure. */
  readonly upstream: StructType
  /** A whole answer, or one chunk of a stream as it is read. */
  readonly response: StructType
  /** One chunk of a stream as it is written. */
  readonly chunk: StructType
  readonly error: StructType
  readonly choices: ChoiceReader
  readonly chunkChoices: ChoiceReader
  /** Of what is written of answers that share their choices. */
  readonly templates: TextTemplates
}

/** Made once for each profile. */
export function codecOf(profile: GatewayProfile): Codec {
  let codec = made.get(profile)
  if (codec === undefined) made.set(profile, (codec = make(profile)))
  return codec
}

const made = new WeakMap<GatewayProfile, Codec>()

function make({ answers, streams, upstream, errors }: GatewayProfile): Codec {
  const requests = requestTypes(answers, upstream)
  const shape = { ...answers, annotations: streams.forwardsRefusals }
  const response = chatResponse(shape)
  const choices = new ChoiceReader(response)
  const chunk = streams.forwardsMessages ? response : chatResponse({ ...shape, withoutMessage: true })
  return {
    request: requests.client,
    native: requests.native,
    textCompletion: TEXT_COMPLETION,
    upstream: requests.upstream,
    response,
    error: bifrostError(errors, answers),
    chunk,
    choices,
    templates: new TextTemplates(),
    chunkChoices: chunk === response ? choices : new ChoiceReader(chunk),
  }
}
