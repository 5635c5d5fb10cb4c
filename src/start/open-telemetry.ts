import type { Tracer, TracerProvider } from '@opentelemetry/api'
import type { EmulatorSettings } from '../exchange/emulator.ts'
import type { ExchangeObserver } from '../http/observe/exchange-observer.ts'
import type { ExchangeSpans as Spans } from '../tracing/exchange-spans.ts'
import { CannotStart } from './failures.ts'
import { packageVersion } from './package-files.ts'

/** A tracer of OpenTelemetry, as far as a caller who may not have its types has to know. */
export interface GivenTracer {
  startSpan(...args: never[]): object
}

export interface TracingOptions {
  /** Spans of every exchange: by the SDK that the user has loaded, or by this tracer. */
  readonly openTelemetry?: boolean | GivenTracer | undefined
  readonly optionPrefix?: string | undefined
  readonly onNotice?: (notice: string) => void
}

/** Makes spans of exchanges. */
export interface Tracing {
  readonly onCall: NonNullable<EmulatorSettings['onCall']>
  readonly observers: readonly ExchangeObserver[]
  /** Has those sent that wait. */
  readonly flush: () => Promise<void>
}

/** Loads the API, which the user has installed beside an SDK. Throws `CannotStart` without it. */
export async function startTracing({
  openTelemetry: wanted,
  optionPrefix = '--',
  onNotice,
}: TracingOptions): Promise<Tracing | undefined> {
  if (wanted === undefined || wanted === false) return undefined
  const api = await import('@opentelemetry/api').catch(() => {
    const option = optionPrefix === '' ? 'openTelemetry' : `${optionPrefix}otel`
    throw new CannotStart(
      `${option} needs the package @opentelemetry/api and an SDK beside it: npm install @opentelemetry/api @opentelemetry/sdk-node`,
    )
  })
  const { ExchangeSpans } = await import('../tracing/exchange-spans.ts')
  if (wanted !== true) return tracing(new ExchangeSpans(api, wanted as Tracer))
  const global = api.trace.getTracerProvider()
  const isProxy = global instanceof api.ProxyTracerProvider
  if (isProxy && global.getDelegateTracer(NAME) === undefined)
    onNotice?.(
      'no SDK of OpenTelemetry is there yet, so nobody gets the spans: load one before, as with NODE_OPTIONS="--import ./telemetry.mjs"',
    )
  const spans = new ExchangeSpans(api, global.getTracer(NAME, packageVersion()))
  return tracing(spans, async () => {
    const sdk: TracerProvider & { forceFlush?(): Promise<void> } = isProxy ? global.getDelegate() : global
    // Whoever collects them may be gone; that ends nothing here.
    await sdk.forceFlush?.().catch(() => undefined)
  })
}

function tracing(spans: Spans, flush: Tracing['flush'] = () => Promise.resolve()): Tracing {
  return { onCall: (...call) => spans.called(...call), observers: [spans], flush }
}

const NAME = 'bifrost-emulator'
