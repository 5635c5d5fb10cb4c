import { bytesBetween, replaceRange } from './frames.ts'
import { bodyStart, frameEnds } from './point.ts'
import { NO_STREAM, isStream } from './wire-fault.ts'
import type { WireFault } from './wire-fault.ts'

/** The stream ends well, but without `data: [DONE]`. */
export function noDone(): WireFault {
  return (events) => {
    if (!isStream(events)) return NO_STREAM
    let from = bodyStart(events)
    for (const to of frameEnds(events)) {
      const frame = Buffer.from(bytesBetween(events, { from, to })).toString('latin1')
      if (/^data: ?\[DONE\]\r?$/m.test(frame)) return replaceRange(events, { from, to }, undefined)
      from = to
    }
    return 'the reply has no [DONE]'
  }
}
