import type { HeaderMap } from './header-map.ts'

/** What the client says of its trace: the W3C header `traceparent`. */
export interface TraceParent {
  /** 32 hexadecimal digits. */
  readonly traceId: string
  /** The client's own span, 16 of them. */
  readonly spanId: string
  /** One byte; its lowest bit says that the client keeps the trace. */
  readonly flags: number
}

/** Undefined without the header, and where W3C Trace Context wants it ignored. */
export function readTraceParent(headers: HeaderMap): TraceParent | undefined {
  const text = headers.get('traceparent')
  if (text === undefined || headers.last('traceparent') !== text) return undefined
  const [, format, traceId, spanId, flags, rest] = FORM.exec(text.trim()) ?? []
  if (traceId === undefined || spanId === undefined || format === 'ff') return undefined
  if (/^0+$/.test(traceId) || /^0+$/.test(spanId) || (format === '00' && rest !== undefined)) return undefined
  return { traceId, spanId, flags: Number.parseInt(flags!, 16) }
}

/** Formats to come may add more behind another dash. */
const FORM = /^([\da-f]{2})-([\da-f]{32})-([\da-f]{16})-([\da-f]{2})(-.*)?$/
