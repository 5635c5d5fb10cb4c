import type { CallStream } from '../../scenario/outcome.ts'
import type { AnswerToolCall } from '../answer/answer.ts'

/** What one chunk brings of tool calls: `tool_calls` of its delta. */
type CallDelta = readonly object[]

/** The chunks that bring some calls, which stand from `first` on among those of the answer. Azure's own way unless a form is given. */
export function callDeltas(
  calls: readonly AnswerToolCall[],
  first: number,
  form: CallStream | undefined,
): readonly CallDelta[] {
  const each = calls.map((call, at) => WAYS[form ?? 'in_turns'](call, first + at))
  if (form === 'in_turns') return rounds(each).flatMap((round) => round.map((delta) => [delta]))
  if (form === 'together') return rounds(each)
  return each.flat().map((delta) => [delta])
}

/** The first deltas of all, then the second ones, and so on. */
function rounds(each: readonly (readonly object[])[]): readonly CallDelta[] {
  const most = Math.max(0, ...each.map(({ length }) => length))
  return Array.from({ length: most }, (_, at) => each.flatMap((deltas) => deltas.slice(at, at + 1)))
}

/** The deltas of one call, one after the other. */
const WAYS: Readonly<Record<CallStream, (call: AnswerToolCall, index: number) => readonly object[]>> = {
  in_turns: usual,
  together: usual,
  late_id(call, index) {
    const [begun, second = argument('', index), ...rest] = usual(call, index)
    const { id, ...nameless } = begun as { readonly id: string }
    return [nameless, Object.assign({}, second, { id }), ...rest]
  },
  repeated_id: (call, index) => usual(call, index).map((delta) => Object.assign({}, delta, { id: call.id })),
  split_name(call, index) {
    const [begun, ...rest] = usual(call, index)
    const half = Math.ceil(call.name.length / 2)
    const [head, tail] = [call.name.slice(0, half), call.name.slice(half)]
    return [
      Object.assign({}, begun, { function: { arguments: '', name: head } }),
      { function: { arguments: '', name: tail }, index },
      ...rest,
    ]
  },
}

function usual(call: AnswerToolCall, index: number): readonly object[] {
  const begun = { function: { arguments: '', name: call.name }, id: call.id, index, type: call.type }
  return [begun, ...call.arguments.map((text) => argument(text, index))]
}

function argument(text: string, index: number): object {
  return { function: { arguments: text }, index }
}
