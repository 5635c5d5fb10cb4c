import { CLIENT_FACTS } from '../../client-facts/client-facts.ts'
import { errorNames } from '../../errors/catalogue.ts'
import { meantErrorHint } from '../../errors/meant-error.ts'
import type { Line } from '../../start/front-ends.ts'
import { didYouMean } from '../../values/did-you-mean.ts'
import { metError } from './error-statuses.ts'
import type { MetError } from './error-statuses.ts'
import { explainedFault, explainedFaults } from './explain-fault.ts'
import { UsageError } from '../failure.ts'
import { lineOf } from '../options/single-release.ts'
import { pages } from '../explain/pages.ts'

/** What is known of a diagnostic's code, of a fault, or of an error of the catalogue as the clients of a line meet it. Throws `UsageError` for any other word. */
export function explainText(code: string, json: boolean, line: Line = lineOf()): string {
  const page = Object.hasOwn(pages, code) ? pages[code as keyof typeof pages] : undefined
  if (page !== undefined) {
    const { title, about, wrong, right, shown = wrong } = page
    if (json) return `${JSON.stringify({ code, title, about, wrong: shown, right }, null, 2)}\n`
    return `${title} (${code})\n\n${wrapped(about)}\n\nWrong:\n\n${indented(shown)}\nRight:\n\n${indented(right)}`
  }
  const error = metError(code, line)
  if (error === undefined) return factText(code, json) ?? faultText(code, json)
  const { name, statuses, when } = error
  if (json)
    return `${JSON.stringify({ code: name, status: statuses.whole, stream: statuses.stream, when }, null, 2)}\n`
  return `${name}: ${statusText(statuses)}\n\n${wrapped(when)}\n\nIn a scenario:\n\n${indented(`error: ${name}\n`)}`
}

/** A form of answers that clients misread. */
function factText(code: string, json: boolean): string | undefined {
  const fact = CLIENT_FACTS.find((it) => it.code === code)
  if (fact === undefined) return undefined
  if (json) return `${JSON.stringify(fact, null, 2)}\n`
  const clients = fact.clients.map(({ client, what }) => `${client}: ${what}`)
  return `A form of answers that clients misread (${code})\n\n${wrapped(fact.about)}\n\nSeen with:\n\n${indented(`${clients.join('\n')}\n`)}\nA scenario that gives it:\n\n${indented(fact.scenario)}`
}

function faultText(code: string, json: boolean): string {
  const fault = explainedFault(code)
  if (fault === undefined) throw new UsageError(unknown(code))
  if (json) return `${JSON.stringify(fault, null, 2)}\n`
  const facts = fault.facts.map((fact) => `${wrapped(fact)}\n`)
  return `${fault.code}\n\n${wrapped(fault.about)}\n\n${facts.length === 0 ? '' : `${facts.join('')}\n`}In a scenario:\n\n${indented(`faults:\n  - ${fault.example}\n`)}`
}

function statusText({ whole, stream }: MetError['statuses']): string {
  const of = (status: number | 'none') => (status === 'none' ? 'no answer' : `status ${status}`)
  return whole === stream ? of(whole) : `${of(whole)}, in the place of a stream ${of(stream)}`
}

/** All codes that have a page. */
export function explainedCodes(): readonly string[] {
  return [...Object.keys(pages), ...CLIENT_FACTS.map(({ code }) => code)].sort()
}

function unknown(code: string): string {
  const codes = explainedCodes()
  const meant = meantErrorHint(code)
  const names = [...codes, ...errorNames(), ...explainedFaults()]
  const hint = meant === undefined ? didYouMean(code, names) : `; ${meant}`
  return `there is no code ${JSON.stringify(code)}${hint}\nThere are ${codes.join(', ')}, and the names of bifrost-emulator list errors and list faults.`
}

function wrapped(text: string): string {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + word.length >= 90) {
      lines.push(line)
      line = ''
    }
    line = line === '' ? word : `${line} ${word}`
  }
  return [...lines, line].join('\n')
}

function indented(text: string): string {
  return text.replace(/^(?=.)/gm, '    ')
}
