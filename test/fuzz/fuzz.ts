import { fork } from 'node:child_process'
import { once } from 'node:events'
import { parseArgs } from 'node:util'
import { fuzzRun } from './fuzz-run.ts'
import { fuzzInput, KINDS, type FuzzKind } from './inputs.ts'
import { send, type Target } from './target.ts'

/*
 * `npm run fuzz -- --count 20000 --seed 1`: hostile inputs of every kind against an emulator in a process of its own. Each
 * has a number; `--from 17 --count 1` sends one of them again, and `--show` prints it. Fails when an answer is wrong, the
 * emulator has a bug or ends, somebody else waits over a second, or it keeps what it was sent.
 */
const { values } = parseArgs({
  options: {
    count: { type: 'string', default: '20000' },
    seed: { type: 'string', default: '1' },
    from: { type: 'string', default: '0' },
    only: { type: 'string' },
    show: { type: 'boolean', default: false },
  },
})
const [count, seed, from] = [Number(values.count), Number(values.seed), Number(values.from)]
const kinds = values.only?.split(',').filter((it): it is FuzzKind => KINDS.includes(it as FuzzKind)) ?? KINDS
const say = (text: string) => process.stdout.write(`${text}\n`)

if (values.show)
  for (let number = from; number < from + count; number++) say(JSON.stringify(fuzzInput(seed, number, kinds)))
else await run()

async function run(): Promise<void> {
  const child = fork(new URL('child.ts', import.meta.url), {
    execArgv: [...process.execArgv, '--expose-gc'],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  let isOver = false
  child.on('exit', (code, signal) => {
    if (isOver) return
    say(`FAIL the emulator ended: ${signal ?? code}`)
    process.exit(1)
  })
  const told = async <T>(): Promise<T> => (await once(child, 'message'))[0] as T
  /** The journals hold what they may; what they hold is not what is asked here. */
  const held = async () => {
    for (const port of [target.gateway, target.control])
      await send(port, '/_emulator/journal', { method: 'DELETE' })
    child.send('memory')
    const { bytes, worked } = await told<{ bytes: number; worked: number }>()
    return { mb: bytes / 2 ** 20, worked }
  }
  const target = await told<Target>()
  const warm = Math.min(count, 2_000)
  const begun = performance.now()
  const onProgress = (done: number) => process.stderr.write(`\r${done} `)
  const first = await fuzzRun(target, { seed, from, count: warm, kinds, onProgress })
  const before = await held()
  const rest = await fuzzRun(target, { seed, from: from + warm, count: count - warm, kinds, onProgress })
  const after = await held()
  const failures = [...first.failures, ...rest.failures]
  const late = first.waits.late + rest.waits.late
  for (const { number, kind, problem } of failures.slice(0, 50)) say(`FAIL ${number} ${kind}: ${problem}`)
  say(
    `inputs     ${count} (seed ${seed}, ${kinds.join(' ')}) in ${((performance.now() - begun) / 1000).toFixed(0)} s`,
  )
  say(`wrong      ${failures.length}`)
  for (const { waits } of count > warm ? [first, rest] : [first])
    say(
      `bystander  p50 ${waits.p50.toFixed(1)} ms  p99 ${waits.p99.toFixed(1)} ms  max ${waits.max.toFixed(0)} ms`,
    )
  say(`in one go  ${after.worked.toFixed(0)} ms of CPU at most`)
  say(`memory     ${before.mb.toFixed(1)} MB after ${warm} inputs, ${after.mb.toFixed(1)} MB after all`)
  isOver = true
  child.kill()
  if (failures.length > 0 || late > 0 || after.mb - before.mb > 20) process.exitCode = 1
}
