import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { FakeDisk } from './fake-disk.ts'
import type { Step } from './fake-disk.ts'
import { scenarioFile } from './support.ts'

const OLD = scenarioFile('a', 'x', 'y')
const NEW = scenarioFile('new', 'more')
const B = scenarioFile('b')

/** How a program saves a.yaml, what must stand there in the end, and how soon after the last step it shows. */
type Save = readonly [how: string, steps: readonly Step[], text: string | undefined, within: number]

const SAVES: readonly Save[] = [
  ['written in place', [[0, (d) => d.write('a.yaml', NEW)]], NEW, 80],
  ['truncated and written', written(NEW, 2), NEW, 80],
  ['growing', written(scenarioFile('a', 'x', 'y', 'z'), 1), scenarioFile('a', 'x', 'y', 'z'), 80],
  ['with fewer lines, and a line break at its end', written(scenarioFile('c'), 1), scenarioFile('c'), 80],
  ['moved into place', [[0, (d) => d.move('a.yaml', NEW)]], NEW, 60],
  ['moved, without its last line break', [[0, (d) => d.move('a.yaml', NEW.trimEnd())]], NEW.trimEnd(), 60],
  ['moved, cut short', [[0, (d) => d.move('a.yaml', scenarioFile('a', 'x'))]], scenarioFile('a', 'x'), 60],
  [
    'written in place, then moved over',
    [
      [0, (d) => d.write('a.yaml', 'scen')],
      [9, (d) => d.move('a.yaml', NEW)],
    ],
    NEW,
    60,
  ],
  [
    'set aside, then written',
    [
      [0, (d) => d.setAside('a.yaml')],
      [3, (d) => d.write('a.yaml', NEW)],
    ],
    NEW,
    80,
  ],
  [
    'set aside, then moved',
    [
      [0, (d) => d.setAside('a.yaml')],
      [1, (d) => d.move('a.yaml', NEW)],
    ],
    NEW,
    60,
  ],
  [
    'set aside for a while',
    [
      [0, (d) => d.setAside('a.yaml')],
      [150, (d) => d.write('a.yaml', NEW)],
    ],
    NEW,
    460,
  ],
  ['deleted', [[0, (d) => d.remove('a.yaml')]], undefined, 80],
  ['set aside for good', [[0, (d) => d.setAside('a.yaml')]], undefined, 320],
  ['cut short in place', written(scenarioFile('a', 'x'), 1), scenarioFile('a', 'x'), 720],
  ['without its last line break, in place', written(NEW.trimEnd(), 1), NEW.trimEnd(), 720],
  ['emptied', [[0, (d) => d.write('a.yaml', '')]], '', 720],
]

test.each(SAVES)('a file that is %s is taken once, soon', async (_how, steps, text, within) => {
  const taken = await new FakeDisk({ 'a.yaml': OLD, 'b.yaml': B }).takes(steps)
  expect(taken.map(({ texts }) => texts)).toEqual([
    { ...(text === undefined ? {} : { 'a.yaml': text }), 'b.yaml': B },
  ])
  expect(taken[0]!.at - steps.at(-1)![0]).toBeLessThanOrEqual(within)
})

test.each([
  ['an object', '{"scenarios":[{"when":"a","reply":"b"}]}\n', '{"scenarios":[]}'],
  ['a list', '[1, 2, 3]\n', '[1]'],
])('JSON is whole where it is valid: %s', async (_what, old, text) => {
  const taken = await new FakeDisk({ 'a.json': old }).takes(written(text, 1, 'a.json'))
  expect(taken.map(({ texts }) => texts['a.json'])).toEqual([text])
  expect(taken[0]!.at).toBeLessThanOrEqual(80)
})

describe('no half is ever taken of a writer', () => {
  const [head, ...lines] = NEW.split(/(?<=\n)/)
  test.each<[string, number, readonly string[]]>([
    ['that waits with all of it', 200, [NEW]],
    ['that waits with all of it for long', 400, [NEW]],
    ['that pauses between two lines', 300, [head! + lines[0]!, lines[1]!]],
    ['that pauses amid a line', 300, [`${head!}${lines[0]!.slice(0, 20)}`, lines[0]!.slice(20) + lines[1]!]],
    ['that pauses behind the last word', 300, [NEW.trimEnd(), '\n']],
    ['of a few characters at a time', 30, NEW.match(/[\s\S]{1,12}/g)!],
  ])('%s', async (_what, ms, parts) => {
    const taken = await new FakeDisk({ 'a.yaml': OLD }).takes(
      slowly(
        parts,
        parts.map(() => ms),
      ),
    )
    expect(taken.map(({ texts }) => texts['a.yaml'])).toEqual([NEW])
  })

  test('whatever the parts, and the pauses up to 230 ms, none twice as long as the longest before', async () => {
    const text = scenarioFile('one', 'two', 'three', 'four')
    const cuts = fc.uniqueArray(fc.integer({ min: 1, max: text.length - 1 }), { minLength: 1, maxLength: 5 })
    const growth = fc.array(fc.double({ min: 0.3, max: 2, noNaN: true }), { minLength: 6, maxLength: 6 })
    await fc.assert(
      fc.asyncProperty(cuts, fc.integer({ min: 20, max: 230 }), growth, async (at, first, factors) => {
        const places = [0, ...at.toSorted((a, b) => a - b), text.length]
        const parts = places.slice(1).map((end, i) => text.slice(places[i], end))
        const pauses = [first]
        for (const factor of factors)
          pauses.push(Math.min(230, Math.max(1, Math.floor(Math.max(...pauses) * factor))))
        const taken = await new FakeDisk({ 'a.yaml': OLD }).takes(slowly(parts, pauses))
        expect(taken.map(({ texts }) => texts['a.yaml'])).toEqual([text])
      }),
      { seed: 7, numRuns: 200 },
    )
  })
})

test('files that come one after the other, with pauses that grow, are one set', async () => {
  const names = ['a', 'b', 'c', 'd', 'e']
  const all = (word: string) => Object.fromEntries(names.map((it) => [`${it}.yaml`, scenarioFile(word + it)]))
  const ats = [0, 40, 100, 200, 320]
  const steps = names.map((name, i): Step => [
    ats[i]!,
    (d) => d.write(`${name}.yaml`, scenarioFile(`new-${name}`)),
  ])
  const taken = await new FakeDisk(all('old-')).takes(steps)
  expect(taken.map(({ texts }) => texts)).toEqual([all('new-')])
})

describe('a file that is saved every 100 ms', () => {
  const versions = Array.from({ length: 50 }, (_, i) => scenarioFile(`v${i}`))
  test.each<[string, (text: string, at: number) => readonly Step[]]>([
    ['in place', (text, at) => written(text, 1).map(([ms, change]): Step => [at + ms, change])],
    ['by moving', (text, at) => [[at, (d) => d.move('a.yaml', text)]]],
  ])('%s shows at least four versions a second', async (_how, save) => {
    const steps = versions.flatMap((text, i) => save(text, i * 100))
    const taken = await new FakeDisk({ 'a.yaml': OLD }).takes(steps)
    const texts = taken.map((it) => it.texts['a.yaml']!)
    expect(texts.filter((text) => !versions.includes(text))).toEqual([])
    expect(texts.length).toBeGreaterThanOrEqual(20)
    expect(texts.at(-1)).toBe(versions.at(-1))
  })
})

test('a file that is written without end stays what it was, and holds up no other', async () => {
  const endless = Array.from({ length: 400 }, (_, i): Step => [
    i * 20,
    (d) => d.write('a.yaml', scenarioFile(`a${i}`)),
  ])
  const taken = await new FakeDisk({ 'a.yaml': OLD, 'b.yaml': B }).takes([
    ...endless,
    [5, (d) => d.write('b.yaml', scenarioFile('new'))],
  ])
  const last = scenarioFile('a399')
  expect(taken.map(({ texts }) => texts)).toEqual([
    { 'a.yaml': OLD, 'b.yaml': scenarioFile('new') },
    { 'a.yaml': last, 'b.yaml': scenarioFile('new') },
  ])
})

/** Truncates the file and writes all of it so many milliseconds later. */
function written(text: string, ms: number, name = 'a.yaml'): readonly Step[] {
  return [
    [0, (d) => d.write(name, '')],
    [ms, (d) => d.write(name, text)],
  ]
}

/** Truncates, and writes each part after its pause. */
function slowly(parts: readonly string[], pauses: readonly number[]): readonly Step[] {
  let at = 0
  const steps: Step[] = [[0, (d) => d.write('a.yaml', '')]]
  for (const [i, part] of parts.entries()) {
    at += pauses[i]!
    steps.push([at, (d) => d.append('a.yaml', part)])
  }
  return steps
}
