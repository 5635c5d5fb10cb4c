import { numberOf, textOf } from '../../faults/fault-order.ts'
import type { FaultOrder } from '../../faults/fault-order.ts'
import { addLength, wholeBody } from './body-bytes.ts'
import { pointAfterFrames, tooShort } from './frames.ts'
import { splitAt } from './point.ts'
import { NO_STREAM, isStream } from './wire-fault.ts'
import type { WireFault } from './wire-fault.ts'

/** Behind `after` frames an error event, in the gateway's form, takes the place of the rest (no `[DONE]` follows), or stands before it. */
export function errorEvent(order: FaultOrder): WireFault {
  const frame = Buffer.from(`data: ${JSON.stringify(errorBody(order))}\n\n`)
  return (events) => {
    if (!isStream(events)) return NO_STREAM
    const point = pointAfterFrames(events, numberOf(order, 'after', 1))
    if (typeof point === 'number') return tooShort(point)
    const { before, after } = splitAt(events, point)
    const { at } = after[0]!
    if (order.options['then'] === 'go_on')
      return addLength([...before, { at, kind: 'body', data: frame }, ...after], frame.length)
    return addLength(
      [...before, { at, kind: 'body', data: frame }, { at, kind: 'end' }],
      frame.length - wholeBody(after).length,
    )
  }
}

function errorBody(order: FaultOrder): object {
  return {
    is_bifrost_error: false,
    error: {
      type: textOf(order, 'type', 'server_error'),
      code: textOf(order, 'code', '500'),
      message: textOf(
        order,
        'message',
        'The server had an error while processing your request. Sorry about that!',
      ),
    },
  }
}
