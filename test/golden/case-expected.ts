import type { Plan, WireEvent } from '../../src/plan/plan.ts'
import { bodyOf, renderPlan } from '../plan/render.ts'
import { parseResponses } from '../support/raw-response.ts'
import type { EXPECTED, Section } from './case-file.ts'

/** What a case file holds about an answer: `response` always, `ending` where it is not a clean one, `timeline` on demand. */
export function expectedSections(plan: Plan, withTimeline: boolean): readonly Section[] {
  const sections: (Section & { title: (typeof EXPECTED)[number] })[] = [
    { title: 'response', text: responseText(plan) },
  ]
  const ending = plan.events.at(-1)?.kind ?? ''
  if (ending !== 'end') sections.push({ title: 'ending', text: ending })
  if (withTimeline) sections.push({ title: 'timeline', text: plan.events.map(timelineLine).join('\n') })
  return sections
}

/** Head and body as they stand on the wire, without chunk sizes and with plain line ends in the head. */
function responseText(plan: Plan): string {
  const [response] = parseResponses(renderPlan(plan))
  if (response === undefined) return ''
  const head = [response.statusLine, ...response.headers.map(([name, value]) => `${name}: ${value}`)]
  const body = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(response.body)
  return `${head.join('\n')}\n\n${body}`
}

function timelineLine(event: WireEvent): string {
  const at = `${event.at.toFixed(1)} ms`.padStart(12)
  if (event.kind === 'head') return `${at}  head ${event.status} ${event.framing}`
  return event.kind === 'body' ? `${at}  body ${bodyOf(event).length} bytes` : `${at}  ${event.kind}`
}
