import type { FaultOrder } from '../../faults/fault-order.ts'
import { breakOff } from './break-off.ts'
import { contentType } from './content-type.ts'
import { delay } from './delay.ts'
import { drip } from './drip.ts'
import { dropFrame } from './drop-frame.ts'
import { duplicate } from './duplicate.ts'
import { emptyBody } from './empty-body.ts'
import { errorEvent } from './error-event.ts'
import { garble } from './garble.ts'
import { heartbeat } from './heartbeat.ts'
import { merge } from './merge.ts'
import { noDone } from './no-done.ts'
import { asProxy } from './proxy/as-proxy.ts'
import { slice } from './slice.ts'
import { stall } from './stall.ts'
import { stayOpen } from './stay-open.ts'
import { status } from './status.ts'
import { swap } from './swap.ts'
import { truncate } from './truncate.ts'
import type { WireFault } from './wire-fault.ts'
import { wrongLength } from './wrong-length.ts'

/** What each wire fault of the table does. */
export const WIRE_FAULTS: Readonly<Record<string, (order: FaultOrder) => WireFault>> = {
  delay,
  stall,
  cut: breakOff('cut'),
  no_done: noDone,
  reset: breakOff('reset'),
  hang: breakOff('hang'),
  garble,
  duplicate,
  swap,
  drop_frame: dropFrame,
  merge,
  slice,
  heartbeat,
  error_event: errorEvent,
  drip,
  content_type: contentType,
  truncate,
  empty_body: emptyBody,
  wrong_length: wrongLength,
  status,
  stay_open: stayOpen,
  as_proxy: asProxy,
}
