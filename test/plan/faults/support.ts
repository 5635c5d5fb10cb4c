import { createRandom } from '../../../src/random/random.ts'
import { readFaults } from '../../../src/faults/read-faults.ts'
import type { FaultOrder } from '../../../src/faults/fault-order.ts'
import { applyFaults } from '../../../src/plan/faults/apply-faults.ts'
import type { Plan, WireEvent } from '../../../src/plan/plan.ts'
import { bodyOf } from '../render.ts'

export function ordersOf(written: unknown): readonly FaultOrder[] {
  const read = readFaults(written)
  if ('problems' in read) throw new Error(JSON.stringify(read.problems))
  return read.faults
}

/** A stream of these frames, 10 ms apart; the head leaves with the first. */
export function streamOf(frames: readonly string[]): Plan {
  const headers = [
    ['Content-Type', 'text/event-stream'],
    ['Transfer-Encoding', 'chunked'],
  ] as const
  const events: WireEvent[] = [{ at: 10, kind: 'head', status: 200, headers, framing: 'chunked' }]
  for (const [index, frame] of frames.entries())
    events.push({ at: 10 * (index + 1), kind: 'body', data: () => frame })
  events.push({ at: 10 * Math.max(1, frames.length), kind: 'end' })
  return { events, notes: [] }
}

/** A whole JSON body. */
export function jsonOf(body: string): Plan {
  const headers = [
    ['Content-Type', 'application/json'],
    ['Content-Length', String(Buffer.byteLength(body))],
  ] as const
  return {
    events: [
      { at: 5, kind: 'head', status: 200, headers, framing: 'length' },
      { at: 5, kind: 'body', data: body },
      { at: 5, kind: 'end' },
    ],
    notes: [],
  }
}

/** The plan in words: `head 200`, each piece with its time, the ending. */
export function told(plan: Plan): readonly string[] {
  return plan.events.map((event) => {
    if (event.kind === 'head') return `${event.at} ${event.status}`
    if (event.kind === 'body') return `${event.at} ${JSON.stringify(textOf(event))}`
    return `${event.at} ${event.kind}`
  })
}

export function after(plan: Plan, written: unknown): Plan {
  return applyFaults(plan, ordersOf(written), createRandom(7))
}

/** What the client gets as body, without framing. */
export function bodyText(plan: Plan): string {
  const parts = plan.events.flatMap((event) => (event.kind === 'body' ? [bodyOf(event)] : []))
  return Buffer.concat(parts).toString('utf8')
}

function textOf(event: Extract<WireEvent, { kind: 'body' }>): string {
  return Buffer.from(bodyOf(event)).toString('utf8')
}
