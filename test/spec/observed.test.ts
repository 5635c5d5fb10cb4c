import { describe, expect, test } from 'vitest'
import { loadCaptures, type Capture, type CapturedResponse } from '../support/capture.ts'
import { bodyText, eventTexts } from '../support/recorded-bodies.ts'
import {
  differences,
  readSpecText,
  type Difference,
  type Evidence,
  type Line,
} from '../support/spec-files.ts'

const lines: readonly Line[] = ['1.3.60', '1.4.10', '1.4.19', '1.4.24', '1.5.1']
const captures = new Map(
  lines.map((line) => [line, new Map(loadCaptures(line).map((one) => [one.name, one]))]),
)
const list = differences()
const rows = readSpecText('OBSERVED.md')
  .split('\n')
  .filter((row) => row.startsWith('| `'))

describe('OBSERVED.md and observed.json', () => {
  test('hold the same differences, in the same words and order', () => {
    expect(rows).toEqual(list.map(toRow))
  })

  test('name every difference once', () => {
    expect(new Set(list.map((one) => one.id)).size).toBe(list.length)
  })

  test('put each difference under the heading of its group', () => {
    const groups = readSpecText('OBSERVED.md')
      .split(/^## /m)
      .slice(1)
      .map((part) => [
        part.split('\n')[0]!.toLowerCase(),
        [...part.matchAll(/^\| `(.+?)`/gm)].map((m) => m[1]),
      ])
    const expected = [...new Set(list.map((one) => one.group))].map((group) => [
      group,
      list.filter((one) => one.group === group).map((one) => one.id),
    ])
    expect(groups).toEqual(expected)
  })

  test('mention in the text only differences that exist', () => {
    const ids = new Set(list.map((one) => one.id))
    const mentioned = [...readSpecText('OBSERVED.md').matchAll(/\(`[^)]*`\)/g)].flatMap((match) =>
      [...match[0].matchAll(/`(.+?)`/g)].map((id) => id[1]!),
    )
    expect(mentioned.filter((id) => /^[a-z0-9]+(?:-[a-z0-9]+)+$/.test(id) && !ids.has(id))).toEqual([])
  })
})

describe('captures', () => {
  test('every one that a difference names exists in its releases', () => {
    const missing = list.flatMap((one) =>
      one.lines.flatMap((line) => one.captures.filter((name) => !captures.get(line)!.has(name))),
    )
    expect(missing).toEqual([])
  })

  test('none is named without saying what it shows', () => {
    const bare = list.flatMap((one) => {
      const shown = new Set((one.shows ?? []).map((evidence) => evidence.capture))
      return one.captures.filter((name) => !shown.has(name)).map((name) => `${one.id}: ${name}`)
    })
    expect(bare).toEqual([])
  })
})

test.each(list.filter((one) => one.shows !== undefined))('$id is what the captures show', (one) => {
  const shown = one.shows!.flatMap((shown) => (shown.lines ?? one.lines).map((line) => ({ line, shown })))
  expect(shown.flatMap(({ line, shown }) => refute(one, shown, line))).toEqual([])
})

type Check = (shown: Evidence, response: CapturedResponse, capture: Capture) => boolean

/** One check per key of the evidence; a key that is not there is not checked. */
const checks: Readonly<Record<Exclude<keyof Evidence, 'capture' | 'lines' | 'response'>, Check>> = {
  status: (shown, response) => response.status === shown.status,
  header: (shown, response) =>
    response.headers.some(([name, value]) => name === shown.header![0] && value === shown.header![1]),
  noHeader: (shown, response) =>
    !response.headers.some(([name]) => name.toLowerCase() === shown.noHeader!.toLowerCase()),
  body: (shown, response) => bodyText(response).includes(shown.body!),
  notBody: (shown, response) => !bodyText(response).includes(shown.notBody!),
  bodyEnds: (shown, response) => bodyText(response).endsWith(shown.bodyEnds!),
  upstreamBody: (shown, _response, capture) => capture.upstreamSaw[0]!.body.includes(shown.upstreamBody!),
  notUpstreamBody: (shown, _response, capture) =>
    !capture.upstreamSaw[0]!.body.includes(shown.notUpstreamBody!),
  upstreamUrl: (shown, _response, capture) => capture.upstreamSaw[0]!.url.endsWith(shown.upstreamUrl!),
  calls: (shown, _response, capture) => capture.upstreamSaw.length === shown.calls,
  ended: (shown, response) => response.ended === shown.ended,
  interim: (shown, response) => response.interim?.includes(shown.interim!) === true,
  chunksPerEvent: (shown, response) =>
    (response.chunks!.length === eventTexts(response).length) === shown.chunksPerEvent,
  upstreamHeader: (shown, _response, capture) =>
    capture.upstreamSaw[0]!.headers.some(
      ([name, value]) => name === shown.upstreamHeader![0] && value === shown.upstreamHeader![1],
    ),
  noUpstreamHeader: (shown, _response, capture) =>
    !capture.upstreamSaw[0]!.headers.some(([name]) => name === shown.noUpstreamHeader),
  upstreamReadToEnd: (shown, _response, capture) =>
    (capture.upstreamSaw[0]!.closedByGatewayAfter === undefined) === shown.upstreamReadToEnd,
  events: (shown, response) => eventTexts(response).length === shown.events,
  arrivals: (shown, response) => (response.arrivals ?? []).length >= shown.arrivals!,
}

/** What of the evidence does not hold; nothing when all of it does. */
function refute(one: Difference, shown: Evidence, line: Line): readonly string[] {
  const { capture: name, lines: _lines, response: index = 0, ...rest } = shown
  const capture = captures.get(line)!.get(name)!
  const keys = Object.keys(rest) as (keyof typeof checks)[]
  const stray = one.captures.includes(name) && one.lines.includes(line) ? [] : ['is not among its captures']
  const empty = keys.length === 0 ? ['shows nothing'] : []
  const wrong = keys
    .filter((key) => !checks[key](shown, capture.responses[index]!, capture))
    .map((key) => `${key} is not ${JSON.stringify(shown[key])}`)
  return [...stray, ...empty, ...wrong].map((text) => `${line}/${name}: ${text}`)
}

function toRow(one: Difference): string {
  const page = one.page === 'silent' ? '*silent*' : one.page
  const releases = one.lines.length === lines.length ? 'all' : one.lines.join(', ')
  const cells = [
    `\`${one.id}\``,
    one.where,
    page,
    one.wire,
    one.captures.join(', ') || 'not recorded',
    releases,
  ]
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`
}
