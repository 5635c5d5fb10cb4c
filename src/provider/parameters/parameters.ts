import type { ProviderTurn } from '../../contracts/upstream.ts'
import type { Call } from '../call.ts'
import { promptTokens } from '../format/usage.ts'
import type { BrokenRule } from './broken-rule.ts'
import { brokenRule } from './parameter-rules.ts'

/** Azure's 400 for a request that no answer can be made to; undefined when there is nothing to object to. */
export function checkParameters(call: Call): ProviderTurn | undefined {
  const { value } = call.upstream
  const tokens = () => promptTokens(call, call.tokenizer)
  const broken = brokenRule(value, call.identity.model, tokens)
  return broken === undefined ? undefined : badRequest(call, broken)
}

function badRequest(call: Call, { message, param, code }: BrokenRule): ProviderTurn {
  const json = { error: { message, type: 'invalid_request_error', param, code } }
  return {
    kind: 'answer',
    status: 400,
    headers: [...call.identity.headers, ['content-type', 'application/json']],
    headAt: 0,
    body: [{ at: 0, data: JSON.stringify(json) }],
    ending: 'end',
    endAt: 0,
  }
}
