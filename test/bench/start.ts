import { spawnSync } from 'node:child_process'

/**
 * What a start costs: `npm run bench:start`. Fresh processes, medians: the import of the package, the first emulator and later
 * ones (wall and CPU time, ms), then the CLI's commands. `BENCH_PROCESSES`: how many processes each.
 */
const PROCESSES = Number(process.env['BENCH_PROCESSES'] ?? 11)
const dist = new URL('../../../', import.meta.url)

/** What a fresh process runs: prints wall and CPU ms of the import, of the first start and of the median of nine later ones. */
const PROBE = `
const mark = () => { const { user, system } = process.cpuUsage(); return [performance.now(), (user + system) / 1000] }
const since = (before) => mark().map((now, at) => now - before[at])
let before = mark()
const { createEmulator } = await import(${JSON.stringify(new URL('index.js', dist).href)})
const imported = since(before)
const starts = []
for (let count = 0; count < 10; count++) {
  before = mark()
  const emulator = await createEmulator()
  starts.push(since(before))
  await emulator.close()
}
const later = [0, 1].map((at) => starts.slice(1).map((it) => it[at]).sort((a, b) => a - b)[4])
console.log(JSON.stringify([imported, starts[0], later]))
`

const runs = Array.from({ length: PROCESSES }, () => {
  const { stdout } = node(['--input-type=module', '-e', PROBE])
  return JSON.parse(stdout) as readonly (readonly [wall: number, cpu: number])[]
})
for (const [at, what] of ['import', 'first createEmulator()', 'later createEmulator()'].entries())
  show(
    what,
    runs.map((run) => run[at]![0]),
    runs.map((run) => run[at]![1]),
  )
for (const command of ['--version', '--help', 'list errors']) {
  const main = new URL('cli/main.js', dist).pathname
  show(
    `bifrost-emulator ${command}`,
    Array.from({ length: PROCESSES }, () => node([main, ...command.split(' ')]).ms),
  )
}

function node(args: readonly string[]): { readonly stdout: string; readonly ms: number } {
  const before = performance.now()
  const { stdout, stderr, status } = spawnSync(process.execPath, args, { encoding: 'utf8' })
  if (status !== 0) throw new Error(stderr)
  return { stdout, ms: performance.now() - before }
}

function show(what: string, wall: readonly number[], cpu?: readonly number[]): void {
  const least = Math.min(...wall).toFixed(1)
  const more = cpu === undefined ? '' : `, CPU ${median(cpu).toFixed(1)} ms`
  process.stdout.write(`${what.padEnd(32)} ${median(wall).toFixed(1)} ms (least ${least})${more}\n`)
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!
}
