import type { Plan, WireEvent } from '../../src/plan/plan.ts'
import { bodyOf, renderPlan } from '../plan/render.ts'
import { parseResponses } from '../support/raw-response.ts'
import type { EXPECTED, Section } from './case-file.ts'

/** What a case file holds about an answer: `response` always, `ending` where it is not a clean one, `timeline` on demand. */
export function expectedSections(
  plan: Plan,
  { withTimeline, isWhole }: { readonly withTimeline: boolean; readonly isWhole: boolean },
): readonly Section[] {
  const whole = responseText(plan)
  const sections: (Section & { title: (typeof EXPECTED)[number] })[] = [
    { title: 'response', text: isWhole ? whole : withoutRepeats(whole) },
  ]
  const ending = plan.events.at(-1)?.kind ?? ''
  if (ending !== 'end') sections.push({ title: 'ending', text: ending })
  if (withTimeline) sections.push({ title: 'timeline', text: plan.events.map(timelineLine).join('\n') })
  return sections
}

/** Without what every answer has, and what follows the seed alone: a change of either changes the cases about it, not all. */
function withoutRepeats(response: string): string {
  const short = response.replace(`${DEFAULT_HEADERS}\n`, 'headers: default\n')
  return SEEDED.reduce((text, pattern) => text.replaceAll(pattern, '$1…'), short)
}

/** Of the default release, without a configuration. */
const DEFAULT_HEADERS = `X-Frame-Options: DENY
X-Content-Type-Options: nosniff
Referrer-Policy: strict-origin-when-cross-origin
Content-Security-Policy: frame-ancestors 'none'
Permissions-Policy: camera=(), microphone=(), geolocation=()
Access-Control-Allow-Origin: 
Access-Control-Allow-Methods: GET, POST, PUT, DELETE, PATCH, OPTIONS, HEAD
Access-Control-Allow-Headers: Content-Type, Authorization, X-Requested-With, X-Stainless-Timeout, X-Api-Key
Access-Control-Max-Age: 86400
Vary: Origin`

const SEEDED = [
  /^((?:Apim-Request-Id|X-Request-Id|Azureml-Model-Session): ).+/gm,
  /("(?:Apim-Request-Id|X-Request-Id|Azureml-Model-Session)":")[^"]+/g,
  /("id":"(?:chatcmpl-|call_))\w+/g,
  /("system_fingerprint":"fp_)\w+/g,
]

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
