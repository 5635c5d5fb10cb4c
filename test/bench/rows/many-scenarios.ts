import { contest, warmUp } from '../contest.ts'
import type { Effort, Result } from '../contest.ts'
import type { Requests } from '../load.ts'
import { figure, ratios } from '../numbers.ts'
import { benchServer } from '../server.ts'
import type { Row } from '../table.ts'
import { askJson, digits, folderOf, GATEWAY_PATH, TEXT } from '../work.ts'

const QUESTIONS = 1000
const MOST_SCENARIOS = 10_000

/** `question number 00042 of the suite`: all of them in turn, with a number in front that never repeats. */
function question(among: number): (number: number) => string {
  return (number) =>
    `${digits(number, 8)}: question number ${digits((number * 7919) % among, 5)} of the suite`
}

const four = [
  { when: 'never asked', reply: TEXT },
  { when: 'nor this', reply: TEXT },
  { when: 'suite', reply: TEXT },
  { when: 'and not this', reply: TEXT },
]

/** A pattern in each of a thousand scenarios, of which another one answers each time. */
export async function patterns(effort: Effort): Promise<Row[]> {
  const scenarios = Array.from({ length: QUESTIONS }, (_, index) => ({
    when: { message: `/question (number|no) ${digits(index, 5)}\\b.*suite/i` },
    reply: TEXT,
  }))
  const [many, few] = await against(scenarios, askJson(GATEWAY_PATH, question(QUESTIONS)), effort)
  return [
    row('1,000 scenarios with a pattern each, answers per CPU second over 4 plain ones', many!, few!, 0.9),
  ]
}

/** Ten thousand scenarios with the same sort of conditions as the four. */
export async function plain(effort: Effort): Promise<Row[]> {
  const scenarios = Array.from({ length: MOST_SCENARIOS }, (_, index) => ({
    when: `question number ${digits(index, 5)} of`,
    reply: TEXT,
  }))
  const same = (number: number) => `${digits(number, 8)}: question number 09999 of the suite`
  const [one, few] = await against(scenarios, askJson(GATEWAY_PATH, same), effort)
  const [all, fewToo] = await against(scenarios, askJson(GATEWAY_PATH, question(MOST_SCENARIOS)), effort)
  return [
    row('10,000 scenarios, the last one answers, answers per CPU second over 4', one!, few!, 0.95),
    row('10,000 scenarios, all answer in turn, answers per CPU second over 4', all!, fewToo!, 0.95),
  ]
}

async function against(scenarios: readonly object[], requests: Requests, effort: Effort): Promise<Result[]> {
  await using files = await folderOf({ 'many.json': { scenarios }, 'few.json': { scenarios: four } })
  const job = (name: string) => ({ kind: 'emulator' as const, scenarios: [`${files.folder}/${name}.json`] })
  const servers = [await benchServer(job('many')), await benchServer(job('few'))]
  const contestants = servers.map((server) => ({ server, requests }))
  // Each scenario has answered twice by then, on a slow machine too: its first answer costs more.
  for (const one of contestants) await warmUp(one, 2 * MOST_SCENARIOS)
  const results = await contest(contestants, 50, effort)
  for (const server of servers) server.stop()
  return results
}

function row(work: string, many: Result, few: Result, atLeast: number): Row {
  const us = [many, few].map(({ cpus }) => figure(cpus).median.toFixed(0))
  // Answers per CPU second are the inverse of CPU time per answer.
  return { work, own: ratios(few.cpus, many.cpus), goal: { atLeast }, from: `${us[0]} µs against ${us[1]}` }
}
