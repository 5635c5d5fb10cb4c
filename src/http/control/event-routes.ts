import type { FastifyInstance } from 'fastify'
import type { Journal } from '../../journal/journal.ts'
import { briefJournalView } from '../../journal/view.ts'
import { ChaosWatch } from '../observe/chaos-watch.ts'
import type { Feed, FeedEvent } from '../observe/feed.ts'
import type { ControlContext } from './control-context.ts'
import { queryOf } from './query-of.ts'
import { readFormat, WrongQuery } from './read-format.ts'

/** A line now and then keeps the connection open, ms. */
const HEARTBEAT = 15_000
/** How often chaos is looked at while somebody listens, ms. */
const CHAOS_LOOK = 200

/**
 * `GET /events`: server-sent events of exchanges, reloads and chaos. `Last-Event-ID` (or `?after=`) goes on where a listener
 * stopped; without it only what is new is told. A listener that reads slowly costs nothing: it gets the events when it reads,
 * and `event: missed` tells of those that are no longer there.
 */
export function eventRoutes(app: FastifyInstance, { service, together }: ControlContext): void {
  const { feed } = service
  const chaos = new ChaosWatch(service, feed)
  const open = new Set<() => void>()
  let looking: NodeJS.Timeout | undefined
  app.addHook('preClose', async () => {
    for (const close of open) close()
  })
  app.get('/events', (request, reply) => {
    const query = queryOf(request)
    readFormat(query, ['sse'], ['after'])
    const from = readFrom(request.headers['last-event-id'], query.get('after'))
    reply.hijack()
    const { raw } = reply
    raw.writeHead(200, {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-cache',
      'x-accel-buffering': 'no',
    })
    raw.write(': bifrost-emulator\nretry: 1000\n\n')
    chaos.look()
    looking ??= setInterval(() => chaos.look(), CHAOS_LOOK).unref()
    const { journal } = service.emulator
    let at = from === undefined || from > feed.last ? feed.last : from
    const pump = () => (at = send(at, feed, journal, raw))
    const unlisten = feed.listen(pump)
    const unlistenElsewhere = together?.listening()
    const heartbeat = setInterval(() => raw.writableNeedDrain || raw.write(': alive\n\n'), HEARTBEAT).unref()
    const close = () => {
      unlisten()
      unlistenElsewhere?.()
      clearInterval(heartbeat)
      open.delete(close)
      if (open.size === 0) {
        clearInterval(looking)
        looking = undefined
      }
      raw.end()
    }
    open.add(close)
    raw.on('drain', pump).on('error', close).on('close', close)
    pump()
  })
}

interface Out {
  readonly writableNeedDrain: boolean
  readonly writableEnded: boolean
  write(text: string): unknown
}

/** Writes what came after an event, as far as the listener reads; gives the last that was written. */
function send(after: number, feed: Feed, journal: Journal, out: Out): number {
  let at = after
  while (!out.writableNeedDrain && !out.writableEnded) {
    const event = feed.next(at)
    if (event === undefined || event.id <= at) break
    if (event.id > at + 1)
      out.write(`event: missed\ndata: ${JSON.stringify({ events: event.id - at - 1 })}\n\n`)
    out.write(`id: ${event.id}\nevent: ${event.type}\ndata: ${JSON.stringify(dataOf(event, journal))}\n\n`)
    at = event.id
  }
  return at
}

/** What is known of an exchange now; one that the journal has forgotten is told by its id. */
function dataOf(event: FeedEvent, journal: Journal): object {
  if ('data' in event) return event.data
  const entry = journal.find(event.exchange)
  if (entry === undefined) return { id: event.exchange, forgotten: true }
  return briefJournalView(entry)
}

function readFrom(header: string | string[] | undefined, query: string | null): number | undefined {
  const written = query ?? (typeof header === 'string' && header !== '' ? header : undefined)
  if (written === undefined) return undefined
  if (/^\d{1,15}$/.test(written)) return Number(written)
  throw new WrongQuery(`Last-Event-ID must be the number of an event, got ${JSON.stringify(written)}`)
}
