import type { Emulator } from '../../src/exchange/emulator.ts'
import { testEmulator } from '../support/start-service.ts'
import { chatRequest } from './chat-request.ts'

/**
 * CPU time of one exchange without a socket, 10,000 rules against 4 with the same shape of replies, matches spread over
 * all of them, no two requests equal. In turns in one process; prints the median of the pairs' ratios.
 * `node dist/tools/test/bench/spread.js [json|stream] [rules]`
 */
const [kind = 'json', count = '10000'] = process.argv.slice(2)
/** Short blocks in turns: what else the machine does hits both. */
const BLOCK = 500
const stream = kind === 'stream'
const text = 'The quick brown fox jumps over the lazy dog and runs away. '.repeat(4).trim()
const rules = { few: 4, many: Number(count) }
const few = emulatorOf(rules.few)
const many = emulatorOf(rules.many)
let asked = 0

for (let block = 0; block < 20; block++) cost(few, rules.few, block)
const blocks = rules.many / BLOCK
compare('first', blocks)
compare('second', blocks)
compare('later', 4 * blocks)

function compare(phase: string, pairs: number): void {
  const costs = { few: [] as number[], many: [] as number[] }
  for (let pair = 0; pair < pairs; pair++) {
    if (pair % 2 === 0) costs.few.push(cost(few, rules.few, pair))
    costs.many.push(cost(many, rules.many, pair))
    if (pair % 2 === 1) costs.few.push(cost(few, rules.few, pair))
  }
  const ratios = costs.many.map((value, pair) => value / costs.few[pair]!)
  const show = (at: number) =>
    `${quantile(costs.many, at).toFixed(1)} µs against ${quantile(costs.few, at).toFixed(1)} µs`
  process.stdout.write(
    `${kind}, ${phase} use of each rule: ${quantile(ratios, 0.5).toFixed(3)} (${show(0.5)}; lower quarter ${(quantile(costs.many, 0.25) / quantile(costs.few, 0.25)).toFixed(3)}: ${show(0.25)})\n`,
  )
}

function emulatorOf(many: number): Emulator {
  const scenarios = Array.from({ length: many }, (_, index) => ({
    when: `question number ${index} of many`,
    reply: `${text} ${index}`,
  }))
  return testEmulator({ scenarios: { scenarios } })
}

/** CPU time of an exchange, µs. Each rule is asked once before any is asked again. */
function cost(emulator: Emulator, among: number, block: number): number {
  const requests = Array.from({ length: BLOCK }, (_, index) =>
    chatRequest(`${asked++} question number ${((block * BLOCK + index) * 7919) % among} of many`, stream),
  )
  const before = process.cpuUsage()
  for (const request of requests) {
    const { plan } = emulator.exchange(request, { at: 0, date: '' })
    for (const event of plan.events)
      if (event.kind === 'body' && typeof event.data === 'function') event.data()
  }
  const { user, system } = process.cpuUsage(before)
  return (user + system) / BLOCK
}

function quantile(values: readonly number[], at: number): number {
  return values.toSorted((a, b) => a - b)[Math.floor(at * (values.length - 1))]!
}
