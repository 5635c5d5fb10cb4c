import { readFileSync } from 'node:fs'
import { createRandom } from '../../src/random/random.ts'
import { fakeValue } from '../../src/fake/fake-value.ts'
import { judge } from '../fake/judge.ts'

/*
 * How many real-world schemas are answered, how many answers are valid by a second opinion, and how long it takes.
 * Fails when one answer is invalid, fewer than 98 % are answered, or one takes two seconds.
 */
const SEEDS = Number(process.env['SEEDS'] ?? 6)
const lines = readFileSync(new URL('json-schemas.jsonl', import.meta.url), 'utf8')
  .trim()
  .split('\n')
const first: number[] = []
const warm: number[] = []
const refused: string[] = []
const unjudged: string[] = []
const invalid: string[] = []
let valid = 0

for (const line of lines) {
  const { id, schema } = JSON.parse(line) as { id: string; schema: unknown }
  const begun = performance.now()
  const opening = fakeValue(schema, createRandom(0))
  first.push(performance.now() - begun)
  const verdict = judgeOrUndefined(schema)
  if (verdict === undefined) unjudged.push(id)
  else if (!opening.ok) refused.push(`${id}: ${opening.problem.path || '/'} ${opening.problem.message}`)
  else for (let seed = 1; seed <= SEEDS; seed++) ask(id, JSON.parse(line).schema, seed, verdict)
}

const compilable = lines.length - unjudged.length
const answered = (compilable - refused.length) / compilable
const slowest = Math.max(...first, ...warm)
report()
if (invalid.length > 0 || answered < 0.98 || slowest >= 2_000) process.exitCode = 1

function ask(id: string, schema: unknown, seed: number, verdict: (value: unknown) => boolean): void {
  const begun = performance.now()
  const result = fakeValue(schema, createRandom(seed), { full: seed % 3 === 0 })
  warm.push(performance.now() - begun)
  if (!result.ok)
    refused.push(`${id} (seed ${seed}): ${result.problem.path || '/'} ${result.problem.message}`)
  else if (verdict(result.value)) valid++
  else invalid.push(`${id} (seed ${seed})`)
}

function judgeOrUndefined(schema: unknown): ((value: unknown) => boolean) | undefined {
  try {
    return judge(schema)
  } catch {
    return undefined
  }
}

function report(): void {
  const say = (text: string) => process.stdout.write(`${text}\n`)
  say(`schemas    ${lines.length}, compilable ${compilable}, not: ${unjudged.join(' ') || 'none'}`)
  say(`answered   ${(answered * 100).toFixed(2)} %`)
  say(
    `valid      ${((100 * valid) / (valid + invalid.length)).toFixed(3)} % of ${valid + invalid.length} answers`,
  )
  say(`warm ms    p50 ${at(warm, 0.5)}  p99 ${at(warm, 0.99)}  max ${at(warm, 1)}`)
  say(`first ms   p50 ${at(first, 0.5)}  p99 ${at(first, 0.99)}  max ${at(first, 1)}`)
  for (const text of refused) say(`refused    ${text}`)
  for (const text of invalid) say(`INVALID    ${text}`)
}

function at(list: readonly number[], share: number): string {
  const sorted = [...list].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]!.toFixed(3)
}
