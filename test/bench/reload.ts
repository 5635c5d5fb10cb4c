import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import type * as Package from '../../src/index.ts'
import { afterReady } from './reload-after-ready.ts'
import { SAVES } from './saves.ts'

/**
 * `npm run bench:reload [rounds] [part of a row's name]`: from the save of a scenario file to the first answer that shows it, for each way in which
 * programs save. Requests are asked one after the other all the time. CPU is that of the whole process, with the asking, and
 * says more than the time where the machine does something else.
 */
const ROUNDS = Number(process.argv[2] ?? 20)
const WANTED = process.argv[3] ?? ''
const [FILES, CHANGED, LONG] = [1000, 50, 20_000]

// The package as it is built: beside the tools there is none.
const built = new URL('../../../index.js', import.meta.url).href
const { createEmulator } = (await import(built)) as typeof Package

const rows: Record<string, (name: string) => Promise<void>> = {
  ...Object.fromEntries(
    Object.entries(SAVES).map(([way, save]) => [way, (name: string) => eachWay(name, save)]),
  ),
  'saved every 100 ms, in place': (name) => busy(name, 'in place'),
  'saved every 100 ms, renamed': (name) => busy(name, 'renamed into place'),
  'first save after the ready line': async (name) =>
    tell(
      name,
      (await afterReady(Math.min(ROUNDS, 5))).map((ms) => ({ ms })),
    ),
  'one of 1,000 files': (name) => thousand(name, (round) => [100 + round * 37]),
  '50 of 1,000 files': (name) =>
    thousand(name, (round) => Array.from({ length: CHANGED }, (_, i) => (round * 7 + i * 19) % FILES)),
  'one file of 20,000 scenarios': long,
}
for (const [name, run] of Object.entries(rows)) if (name.includes(WANTED)) await run(name)

/** One file of three scenarios among two; the last but one line is what changes. */
async function eachWay(name: string, save: (typeof SAVES)[string]): Promise<void> {
  await using place = await watched({
    'a.yaml': text('old'),
    'b.yaml': 'scenarios:\n  - { when: other, reply: other }\n',
  })
  const times: Taken[] = []
  for (let round = 0; round < ROUNDS; round++) {
    await writeFile(place.file('a.yaml'), text(`old${round}`))
    await place.shows('ask 0', (answer) => answer === `old${round} 0`)
    await pause(150 + ((round * 37) % 100))
    const start = now()
    const expected = await save(place.file('a.yaml'), (lines) => text(`new${round}`, lines))
    await place.shows(expected.ask, (answer) =>
      expected.reply === undefined ? !answer.startsWith('old') : answer === `new${round} ${expected.reply}`,
    )
    times.push(since(start))
  }
  tell(name, times)
}

/** How many versions of a file show that is saved every 100 ms for five seconds. */
async function busy(name: string, way: string): Promise<void> {
  await using place = await watched({ 'a.yaml': text('old') })
  const seen = new Set<string>()
  const over = new AbortController()
  const asking = (async () => {
    while (!over.signal.aborted) {
      seen.add(await place.ask('ask 0'))
      await pause(5)
    }
  })()
  const start = performance.now()
  let saves = 0
  for (; performance.now() - start < 5000; saves++) {
    await SAVES[way]!(place.file('a.yaml'), (lines) => text(`v${saves}`, lines))
    await pause(Math.max(0, start + (saves + 1) * 100 - performance.now()))
  }
  const seconds = (performance.now() - start) / 1000
  over.abort()
  await asking
  const perSecond = ((seen.size - 1) / seconds).toFixed(1)
  process.stdout.write(`${name.padEnd(34)} ${perSecond} versions a second show, of ${saves} saves\n`)
}

async function thousand(name: string, changed: (round: number) => readonly number[]): Promise<void> {
  const file = (word: string, i: number) =>
    `scenarios:\n  - { name: r${i}a, when: { message: /refund ${i} .*order (\\d+)/i }, reply: "${word}" }\n  - { name: r${i}b, when: { message: /cancel ${i} .*trip (\\d+)/ }, reply: b }\n`
  const files = Array.from({ length: FILES }, (_, i) => [`f${i}.yaml`, file('old', i)] as const)
  await using place = await watched(Object.fromEntries(files))
  // What the first who asks at all waits for is no part of a save.
  await place.shows('refund 0 order 5', (answer) => answer === 'old')
  const times: Taken[] = []
  for (let round = 0; round < ROUNDS; round++) {
    await pause(500 + ((round * 37) % 100))
    const start = now()
    for (const i of changed(round)) await writeFile(place.file(`f${i}.yaml`), file(`new${round}`, i))
    for (const i of changed(round))
      await place.shows(`refund ${i} order 5`, (answer) => answer === `new${round}`)
    times.push(since(start))
  }
  tell(name, times)
}

async function long(name: string): Promise<void> {
  const file = (word: string) =>
    `scenarios:\n${Array.from({ length: LONG }, (_, i) => `  - when: refund ${i} order\n    reply: ${word} answer ${i}\n`).join('')}`
  await using place = await watched({ 'long.yaml': file('old') })
  const times: Taken[] = []
  for (let round = 0; round < Math.min(ROUNDS, 5); round++) {
    await pause(1500)
    const changed = file(`new${round}`)
    const start = now()
    await writeFile(place.file('long.yaml'), changed)
    await place.shows(`refund ${LONG - 1} order`, (answer) => answer.startsWith(`new${round} `))
    times.push(since(start))
  }
  tell(name, times)
}

async function watched(files: Readonly<Record<string, string>>) {
  const folder = await mkdtemp(path.join(tmpdir(), 'bench-reload-'))
  const file = (name: string) => path.join(folder, name)
  for (const [name, content] of Object.entries(files)) await writeFile(file(name), content)
  const emulator = await createEmulator({ scenarios: folder, watch: true })
  const ask = async (content: string) => {
    const response = await fetch(`${emulator.baseURL}/chat/completions`, {
      method: 'POST',
      body: JSON.stringify({ messages: [{ role: 'user', content }] }),
    })
    const { choices } = (await response.json()) as { choices: { message: { content: string } }[] }
    return choices[0]!.message.content
  }
  return {
    file,
    ask,
    shows: async (content: string, holds: (answer: string) => boolean) => {
      while (!holds(await ask(content))) await pause(2)
    },
    [Symbol.asyncDispose]: async () => {
      await emulator.close()
      await rm(folder, { recursive: true })
    },
  }
}

function text(word: string, lines = 3): string {
  return `scenarios:\n${Array.from({ length: lines }, (_, i) => `  - { when: ask ${i}, reply: ${word} ${i} }\n`).join('')}`
}

interface Taken {
  readonly ms: number
  readonly cpu?: number
}

function now(): Required<Taken> {
  const { user, system } = process.cpuUsage()
  return { ms: performance.now(), cpu: (user + system) / 1000 }
}

function since(start: Required<Taken>): Taken {
  const { ms, cpu } = now()
  return { ms: ms - start.ms, cpu: cpu - start.cpu }
}

function tell(name: string, times: readonly Taken[]): void {
  const at = (values: readonly number[], share: number) => {
    const sorted = values.toSorted((a, b) => a - b)
    return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]!.toFixed(0).padStart(4)
  }
  const ms = times.map((it) => it.ms)
  const cpu = times.flatMap((it) => it.cpu ?? [])
  const work = cpu.length === 0 ? '' : `, CPU p50 ${at(cpu, 0.5)} ms`
  process.stdout.write(
    `${name.padEnd(34)} p50 ${at(ms, 0.5)} ms, p95 ${at(ms, 0.95)} ms, max ${at(ms, 1)} ms${work}\n`,
  )
}
