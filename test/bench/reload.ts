import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { setTimeout as pause } from 'node:timers/promises'
import type * as Package from '../../src/index.ts'

/**
 * `npm run bench:reload`: how long it takes until a change of scenario files shows in an answer, and the longest pause of the
 * event loop meanwhile. Requests are asked one after the other all the time.
 */
const FILES = 1000
const CHANGED = 50
const LONG = 20_000
const ROUNDS = 10

// The package as it is built: beside the tools there is none.
const built = new URL('../../../index.js', import.meta.url).href
const { createEmulator } = (await import(built)) as typeof Package

await measure('one of 1,000 files', many, (round) => [[`f${100 + round * 37}.yaml`, 100 + round * 37]])
await measure('50 of 1,000 files', many, (round) =>
  Array.from({ length: CHANGED }, (_, i) => {
    const n = (round * 7 + i * 19) % FILES
    return [`f${n}.yaml`, n] as const
  }),
)
await measure('one file of 20,000 scenarios', long, () => [['long.yaml', LONG - 1]])

type Change = readonly [file: string, scenario: number]

async function measure(
  name: string,
  make: (word: string, file?: string) => Record<string, string>,
  change: (round: number) => readonly Change[],
): Promise<void> {
  const folder = await mkdtemp(path.join(tmpdir(), 'bench-reload-'))
  for (const [file, text] of Object.entries(make('old'))) await writeFile(path.join(folder, file), text)
  await using emulator = await createEmulator({ scenarios: folder, watch: true })
  const visible: number[] = []
  const pauses: number[] = []
  for (let round = 0; round < ROUNDS; round++) {
    await pause(1500)
    const changes = change(round)
    const texts = changes.map(([file]) => [file, make(`new${round}`, file)[file]!] as const)
    const delay = monitorEventLoopDelay({ resolution: 1 })
    delay.enable()
    const start = performance.now()
    for (const [file, text] of texts) await writeFile(path.join(folder, file), text)
    for (const [, scenario] of changes)
      while (!(await answer(emulator.baseURL, scenario)).startsWith(`new${round} `)) await pause(2)
    visible.push(performance.now() - start)
    delay.disable()
    pauses.push(delay.max / 1e6)
  }
  await rm(folder, { recursive: true })
  process.stdout.write(
    `${name.padEnd(29)} visible p50 ${ms(median(visible))}, max ${ms(Math.max(...visible))}, first ${ms(visible[0]!)}; longest pause p50 ${ms(median(pauses))}, max ${ms(Math.max(...pauses))}\n`,
  )
}

async function answer(baseURL: string, scenario: number): Promise<string> {
  const response = await fetch(`${baseURL}/chat/completions`, {
    method: 'POST',
    body: JSON.stringify({ messages: [{ role: 'user', content: `refund ${scenario} order 5` }] }),
  })
  const { choices } = (await response.json()) as { choices: { message: { content: string } }[] }
  return choices[0]!.message.content
}

/** A thousand files of two scenarios, or one of them. */
function many(word: string, file?: string): Record<string, string> {
  const numbers = file === undefined ? Array.from({ length: FILES }, (_, i) => i) : [Number(/\d+/.exec(file))]
  return Object.fromEntries(
    numbers.map((i) => [
      `f${i}.yaml`,
      `scenarios:\n  - { name: r${i}a, when: { message: /refund ${i} .*order (\\d+)/i }, reply: "${word} a" }\n  - { name: r${i}b, when: { message: /cancel ${i} .*trip (\\d+)/ }, reply: "${word} b" }\n`,
    ]),
  )
}

function long(word: string): Record<string, string> {
  const lines = Array.from(
    { length: LONG },
    (_, i) => `  - when: refund ${i} order\n    reply: ${word} answer ${i}\n`,
  )
  return { 'long.yaml': `scenarios:\n${lines.join('')}` }
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1]!
}

function ms(value: number): string {
  return `${value.toFixed(0)} ms`
}
