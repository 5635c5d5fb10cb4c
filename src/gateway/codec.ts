import type { GoType, StructType } from './json/types.ts'
import type { GatewayProfile } from './profiles/profile.ts'
import { requestTypes } from './schemas/chat-request.ts'
import { chatResponse } from './schemas/chat-response.ts'
import { bifrostError } from './schemas/error.ts'
import { ChoiceReader } from './shared-choices.ts'

/** The shapes that one line of the gateway reads and writes. */
export interface Codec {
  /** What a client sends. */
  readonly request: GoType
  /** What goes on to Azure. */
  readonly upstream: StructType
  /** A whole answer, or one chunk of a stream. */
  readonly response: StructType
  readonly error: StructType
  readonly choices: ChoiceReader
}

/** Made once for each profile. */
export function codecOf(profile: GatewayProfile): Codec {
  let codec = made.get(profile)
  if (codec === undefined) made.set(profile, (codec = make(profile)))
  return codec
}

const made = new WeakMap<GatewayProfile, Codec>()

function make({ answers, upstream, errors }: GatewayProfile): Codec {
  const requests = requestTypes(answers, upstream)
  const response = chatResponse(answers)
  return {
    request: requests.client,
    upstream: requests.upstream,
    response,
    error: bifrostError(errors),
    choices: new ChoiceReader(response),
  }
}
