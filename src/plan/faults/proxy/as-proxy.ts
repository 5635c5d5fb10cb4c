import { textOf } from '../../../faults/fault-order.ts'
import type { FaultOrder } from '../../../faults/fault-order.ts'
import type { WireFault } from '../wire-fault.ts'
import { cutChunked, cutClose, cutLength } from './clean-cut.ts'
import { firstCopyLate } from './first-copy-late.ts'
import { canonicalCase, joined, lowerCase } from './header-names.ts'
import { headOnly, noByte } from './nothing.ts'
import { emptyOk, ownAnswer } from './own-answer.ts'
import { oneRead, pairs } from './pacing.ts'
import { textLine } from './text-line.ts'

/** What proxies do, by the names of `PROXY_FACTS`. */
export const PROXIES: Readonly<Record<string, (order: FaultOrder) => WireFault>> = {
  cut_chunked: cutChunked,
  cut_length: cutLength,
  cut_close: cutClose,
  head_only: headOnly,
  no_byte: noByte,
  one_read: oneRead,
  pairs,
  own_answer: ownAnswer,
  empty_200: emptyOk,
  text_line: textLine,
  lower_case: lowerCase,
  canonical_case: canonicalCase,
  joined,
  first_copy_late: firstCopyLate,
}

/** The answer as it comes through a proxy. */
export function asProxy(order: FaultOrder): WireFault {
  return PROXIES[textOf(order, 'how', '')]!(order)
}
