import type { ExchangeContext, FrontEnd, FrontRead, GatewayRequest } from '../contracts/front-end.ts'
import type { Ask } from '../contracts/upstream.ts'
import type { Head } from '../plan/head.ts'
import type { LazyBytes, Plan, WireEvent } from '../plan/plan.ts'
import { splitTarget } from '../message/target.ts'
import { toBuffer } from '../message/bytes.ts'
import { headerValue } from '../message/headers.ts'
import type { HeaderList } from '../message/headers.ts'
import { pageBody, pageError, pageEvent, pageStatus } from './page-bodies.ts'
import type { PageStatus } from './page-bodies.ts'
import { PageRequests } from './page-request.ts'
import type { RequestProblem } from './page-request.ts'
import { pageShapes } from './page-schemas.ts'
import type { PageSchemas, PageShapes } from './page-schemas.ts'

type Events = readonly WireEvent[]

/**
 * The documentation page come true: a gateway whose answers, chunks and errors have the page's keys, types and statuses and
 * no others. It is `gateway` with its chat answers put into the page's shape, and a request that is not as documented is a
 * 400. A scenario's `wire:` answer stays as it is, and so do other routes: the page says nothing of them.
 */
export function docsFront(gateway: FrontEnd, schemas: PageSchemas): FrontEnd {
  const shapes = pageShapes(schemas)
  const requests = new PageRequests(schemas.request)
  return {
    ...gateway,
    line: 'docs',
    own: (error, date) => documented(gateway.own(error, date), shapes),
    read(request, context) {
      if (!isChat(request)) return gateway.read(request, context)
      const isPlain = (request.headers.get('content-encoding') ?? '') === ''
      const problem = isPlain ? requests.problem(request.body) : undefined
      return problem === undefined
        ? inShape(gateway.read(request, context), shapes)
        : { plan: refusal(gateway, request, context, problem, shapes) }
    },
  }
}

function isChat({ method, target }: GatewayRequest): boolean {
  return method === 'POST' && splitTarget(target)[0].endsWith('/chat/completions')
}

function inShape(read: FrontRead, shapes: PageShapes): FrontRead {
  if ('plan' in read) return { plan: withEvents(read.plan, documented(read.plan.events, shapes)) }
  return {
    call: read.call,
    answer(ask, random) {
      let isVerbatim = false
      const watched: Ask = (upstream, after) => {
        const turn = ask(upstream, after)
        isVerbatim = turn.kind === 'wire'
        return turn
      }
      const plan = read.answer(watched, random)
      return isVerbatim ? plan : withEvents(plan, documented(plan.events, shapes))
    },
  }
}

/** The gateway refuses a body that is no JSON after all that comes before it, and with all its headers. */
function refusal(
  gateway: FrontEnd,
  request: GatewayRequest,
  context: ExchangeContext,
  problem: RequestProblem,
  shapes: PageShapes,
): Plan {
  const read = gateway.read({ ...request, body: NO_JSON }, context)
  if (!('plan' in read)) throw new Error('the gateway has read what is no JSON')
  const { plan } = read
  const [head] = plan.events
  if (head?.kind !== 'head' || !PARSE_FAILED.has(head.status))
    return withEvents(plan, documented(plan.events, shapes))
  const error = { type: 'invalid_request_error', ...problem }
  return withEvents(plan, whole(head, JSON.stringify(pageError({ error }, 400, shapes)), 400, plan.events))
}

const NO_JSON = Buffer.from('{')
/** What the gateway answers to a body that it cannot read: its own route says 400 as the page does, the others 500. */
const PARSE_FAILED = new Set([400, 500])

function documented(events: Events, shapes: PageShapes): Events {
  const [head] = events
  if (head?.kind !== 'head') return events
  const isStream = (headerValue(head.headers, 'content-type') ?? '').startsWith('text/event-stream')
  if (isStream)
    return events.map((event) =>
      event.kind === 'body' ? { ...event, data: () => pageEvent(textOf(event.data), shapes) } : event,
    )
  const status = pageStatus(head.status)
  const text = events.map((event) => (event.kind === 'body' ? textOf(event.data) : '')).join('')
  return whole(head, pageBody(text, status, shapes), status, events)
}

function withEvents({ notes }: Plan, events: Events): Plan {
  return { events, notes }
}

/** The same answer with another body. */
function whole(head: Head, body: string, status: PageStatus, events: Events): Events {
  const headers: HeaderList = head.headers.map(([name, value]) => {
    if (name === 'Content-Length') return [name, String(Buffer.byteLength(body))]
    return name === 'Content-Type' ? [name, 'application/json'] : [name, value]
  })
  return [
    { ...head, status, headers, framing: 'length' },
    { at: head.at, kind: 'body', data: body },
    events.at(-1)!,
  ]
}

function textOf(data: LazyBytes): string {
  return Buffer.from(toBuffer(typeof data === 'function' ? data() : data)).toString('utf8')
}
