import { Emulator } from '../../../exchange/emulator.ts'
import type { EmulatorSettings } from '../../../exchange/emulator.ts'
import { HeaderMap } from '../../../message/header-map.ts'
import type { ScenarioBook } from '../../../scenario/book.ts'
import type { Rule } from '../../../scenario/rule.ts'
import type { Line } from '../../../start/front-ends.ts'
import { clientView } from './client-view.ts'
import { differences } from './differences.ts'
import type { Difference } from './differences.ts'
import { fittingRequest } from './fitting-request.ts'
import type { FittingRequest } from './fitting-request.ts'

/** One request that both lines answered. */
export interface Compared {
  /** Null for a request that no scenario is made for. */
  readonly scenario: string | null
  readonly stream: boolean
  /** Which of the scenario's replies, from 1. */
  readonly reply: number
  /** No request was found that the scenario answers by itself: it was named in the request. */
  readonly named: boolean
  readonly differences: readonly Difference[]
}

export interface TwoLines {
  readonly from: Line
  readonly to: Line
  /** Everything but the lines. */
  readonly settings: Omit<EmulatorSettings, 'lines'>
  readonly book: ScenarioBook
  /** Opens Azure, where a line is that. */
  readonly key: string
}

/** Plays each scenario on both lines, as a whole answer and as a stream, every reply of it; and once what no scenario answers. */
export function playScenarios(lines: TwoLines): readonly Compared[] {
  return [...lines.book.rules, undefined].flatMap((rule) => playRule(rule, lines))
}

function playRule(rule: Rule | undefined, lines: TwoLines): readonly Compared[] {
  const request = fittingRequest(rule)
  const modes = [false, true].filter((stream) => rule === undefined || answers(rule, request, stream, lines))
  const named = rule !== undefined && modes.length === 0
  return (named ? [false, true] : modes).flatMap((stream) =>
    playMode(rule, request, { stream, named }, lines),
  )
}

/** Whether a rule answers a request on the line that is now, first of all rules. */
function answers(rule: Rule, request: FittingRequest, stream: boolean, lines: TwoLines): boolean {
  const { entry } = asking(lines.from, lines)(request, stream)
  return entry.calls.at(-1)?.rule === rule.name
}

function playMode(
  rule: Rule | undefined,
  request: FittingRequest,
  { stream, named }: { stream: boolean; named: boolean },
  lines: TwoLines,
): readonly Compared[] {
  const forced: FittingRequest =
    named && rule !== undefined
      ? { ...request, headers: [...request.headers, ['x-emulator-scenario', rule.name]] }
      : request
  const [from, to] = [asking(lines.from, lines), asking(lines.to, lines)]
  return Array.from({ length: rule?.outcomes.length ?? 1 }, (_, index) => ({
    scenario: rule?.name ?? null,
    stream,
    reply: index + 1,
    named,
    differences: differences(clientView(from(forced, stream).plan), clientView(to(forced, stream).plan)),
  }))
}

const MOMENT = { at: 1_735_689_600_000, date: 'Wed, 01 Jan 2025 00:00:00 GMT' }

/** A client of one line: an emulator of its own, so that sessions begin anew. */
function asking({ base, make }: Line, { settings, book, key }: TwoLines) {
  const emulator = new Emulator({ ...settings, lines: [make] }, book)
  return ({ deployment, headers, query, body }: FittingRequest, stream: boolean) => {
    const rest = query === '' ? '' : `&${query}`
    return emulator.exchange(
      {
        method: 'POST',
        target: `${base}/deployments/${encodeURIComponent(deployment)}/chat/completions?api-version=2024-10-21${rest}`,
        headers: new HeaderMap([
          ['host', 'localhost'],
          ['content-type', 'application/json'],
          ['api-key', key],
          // Lines send the deployment different requests: what it makes up must not differ for that.
          ['x-emulator-seed', '0'],
          ...headers,
        ]),
        body: Buffer.from(JSON.stringify({ ...body, stream })),
        httpVersion: '1.1',
      },
      MOMENT,
    )
  }
}
