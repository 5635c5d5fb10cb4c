import type { FaultOrder } from '../../faults/fault-order.ts'
import { noConnection } from './no-answer.ts'
import { upstreamEmpty, upstreamHtml, upstreamNotJson, upstreamNotSse } from './upstream-body.ts'
import { upstreamBreak } from './upstream-break.ts'
import { upstreamDelay } from './upstream-delay.ts'
import { upstreamErrorEvent } from './upstream-error-event.ts'
import type { UpstreamFault } from './upstream-fault.ts'
import { upstreamGarbage } from './upstream-garbage.ts'
import { upstreamStall } from './upstream-stall.ts'

/** What each upstream fault of the table does. */
export const UPSTREAM_FAULTS: Readonly<Record<string, (order: FaultOrder) => UpstreamFault>> = {
  upstream_refused: noConnection('refused'),
  upstream_dns: noConnection('dns'),
  upstream_reset: upstreamBreak('reset'),
  upstream_hang: upstreamBreak('hang'),
  upstream_cut: upstreamBreak('fin', 1),
  upstream_html: upstreamHtml,
  upstream_empty: upstreamEmpty,
  upstream_not_json: upstreamNotJson,
  upstream_not_sse: upstreamNotSse,
  upstream_error_event: upstreamErrorEvent,
  upstream_garbage: upstreamGarbage,
  upstream_delay: upstreamDelay,
  upstream_stall: upstreamStall,
}
