import type { FastifyInstance } from 'fastify'
import { Exposition } from '../observe/exposition.ts'
import type { ControlContext, Together } from './control-context.ts'
import { chaosView } from './orders-view.ts'

/** `GET /metrics`, for Prometheus. */
export function metricsRoutes(app: FastifyInstance, context: ControlContext): void {
  app.get('/metrics', (_request, reply) =>
    reply.type('text/plain; version=0.0.4; charset=utf-8').send(metricsText(context)),
  )
}

function metricsText({ service, books, version, startedAt, together }: ControlContext): string {
  const { emulator, settings, feed, metrics } = service
  const out = new Exposition()
  const gateway = service.lines.names.join(',')
  out.info('info', 'What runs here.', { version, gateway, seed: String(settings.seed) })
  out.single('start_time_seconds', 'gauge', 'When it was started, Unix seconds.', startedAt / 1000)
  out.labelled('requests_total', 'Exchanges that are over.', metrics.requests)
  out.single('requests_active', 'gauge', 'Exchanges that run.', metrics.active)
  out.single(
    'streams_active',
    'gauge',
    'Those of them whose answer comes in several pieces.',
    metrics.activeStreams,
  )
  out.single('frames_total', 'counter', 'Pieces of answers that were sent.', metrics.frames)
  out.single('upstream_calls_total', 'counter', 'Calls of the gateway to the deployment.', metrics.calls)
  out.histogram(
    'request_duration_seconds',
    "From a request to the end of its answer, by the emulator's clock.",
    metrics.durations,
  )
  out.histogram('stream_duration_seconds', 'The same, of streams alone.', metrics.streams)
  out.histogram(
    'first_byte_seconds',
    'From a request to the first byte of its answer, by the clock that plays it.',
    metrics.firstBytes,
  )
  out.histogram(
    'first_token_seconds',
    'From a request to the first frame of its stream, by the clock that plays it.',
    metrics.firstTokens,
  )
  out.labelled('faults_total', 'Faults that hit an answer.', metrics.faults)
  out.labelled('orders_total', 'Exchanges hit by a one-shot order or by chaos.', metrics.orders)
  out.labelled('reloads_total', 'Readings of the scenario files after the first.', metrics.reloads)
  out.single('scenarios', 'gauge', 'Scenarios that can answer.', books.status().rules)
  out.single('sessions', 'gauge', 'Sessions that are remembered.', emulator.deployment.sessions.count)
  out.single('chaos_active', 'gauge', 'Chaos that runs.', chaosView(emulator.orders, service.now()).length)
  const { entries, bytes, forgotten } = emulator.journal.usage
  out.single('journal_entries', 'gauge', 'Exchanges in the journal.', entries)
  out.single('journal_bytes', 'gauge', 'About the memory that they take.', bytes)
  out.single('journal_forgotten_total', 'counter', 'Exchanges that had to make room.', forgotten)
  out.single('event_listeners', 'gauge', 'Listeners of the event feed.', feed.listeners)
  if (together !== undefined) tellStore(out, together)
  return out.toString()
}

/** As this instance sees it: the others have their own way to it. */
function tellStore(out: Exposition, { store, storeRoundTrips }: Together): void {
  if (store === undefined || storeRoundTrips === undefined) return
  out.single('store_up', 'gauge', 'Whether this instance reaches the store.', store.up ? 1 : 0)
  out.single('store_instances', 'gauge', 'Instances that share it, this one too.', store.instances.length)
  out.histogram(
    'store_round_trip_seconds',
    'From a command of this instance to the answer of the store.',
    storeRoundTrips,
  )
}
