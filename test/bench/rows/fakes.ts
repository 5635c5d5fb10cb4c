import type { Effort } from '../contest.ts'
import { latencies, Requests } from '../load.ts'
import { figure, median, quantile } from '../numbers.ts'
import { benchServer } from '../server.ts'
import type { Row } from '../table.ts'
import { digits, folderOf, GATEWAY_PATH } from '../work.ts'
import { SCHEMAS } from '../schemas.ts'

/** What a fake of a schema costs that was seen before, over an answer from a file, to a question that never repeats. */
export async function fakes({ rounds, ms }: Effort): Promise<Row[]> {
  const reply = JSON.stringify({ text: 'The quick brown fox', number: 42, list: ['a', 'b', 'c'] })
  await using files = await folderOf({ 'few.json': { scenarios: [{ when: 'scripted', reply }] } })
  const server = await benchServer({ kind: 'emulator', scenarios: [files.folder] })
  const ask = (word: string, schema: object) =>
    new Requests(
      GATEWAY_PATH,
      (number) => `${digits(number, 8)}: ${word}`,
      (content) => ({
        messages: [{ role: 'user', content }],
        response_format: { type: 'json_schema', json_schema: { name: 'answer', strict: true, schema } },
      }),
    )
  const kinds = Object.values(SCHEMAS).flatMap((schema) => [ask('scripted', schema), ask('made up!', schema)])
  await latencies(server.port, kinds, 300)
  const added: { p50: number[]; p99: number[] } = { p50: [], p99: [] }
  const scriptedMs: number[] = []
  for (let round = 0; round < rounds; round++) {
    const taken = await latencies(server.port, kinds, ms)
    const scripted = taken.filter((_, at) => at % 2 === 0).flat()
    const fake = taken.filter((_, at) => at % 2 === 1).flat()
    added.p50.push(median(fake) - median(scripted))
    added.p99.push(quantile(fake, 0.99) - quantile(scripted, 0.99))
    scriptedMs.push(median(scripted))
  }
  server.stop()
  const work = 'json_schema fake of a schema seen before, new message, over a scripted answer'
  const from = `scripted ${figure(scriptedMs).median.toFixed(2)} ms; ${kinds.length / 2} schemas`
  return [
    { work: `${work}, p50`, own: figure(added.p50), unit: ' ms', goal: { atMost: 0.5 }, from },
    { work: `${work}, p99`, own: figure(added.p99), unit: ' ms', goal: { atMost: 10 }, from },
  ]
}
