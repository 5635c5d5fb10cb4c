import { codecOf } from '../../../src/gateway/codec.ts'
import { PROFILE_1_4_19 } from '../../../src/gateway/profiles/line-1-4-19.ts'
import { toUpstreamRequest } from '../../../src/gateway/upstream/upstream-request.ts'

/** The shapes of the default line. */
export const {
  request: CHAT_REQUEST,
  upstream: UPSTREAM_REQUEST,
  response: CHAT_RESPONSE,
  error: BIFROST_ERROR,
} = codecOf(PROFILE_1_4_19)

export function toUpstream(request: Readonly<Record<string, unknown>>, model: string, stream: boolean) {
  return toUpstreamRequest(request, model, stream, PROFILE_1_4_19.upstream)
}
