import { execFile, spawnSync } from 'node:child_process'
import { rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import { load } from './load.ts'
import type { LoadResult, Requests } from './load.ts'

/** Whether `wrk` is installed, as Debian has it: a loader in C, which takes a small part of the CPU time that ours does. */
export const hasWrk = spawnSync('wrk', ['--version']).error === undefined

let runs = 0

/** As `load`, by `wrk` where that is installed. */
export async function loadCheaply(
  port: number,
  requests: Requests,
  connections: number,
  ms: number,
): Promise<LoadResult> {
  if (!hasWrk) return load(port, requests, connections, ms)
  const file = path.join(tmpdir(), `wrk-${process.pid}-${++runs}.lua`)
  await writeFile(file, script(requests, runs))
  try {
    const seconds = Math.max(1, Math.round(ms / 1000))
    const args = ['-t', '1', '--timeout', '30s', '-c', String(connections), '-d', `${seconds}s`, '-s', file]
    const { stdout } = await promisify(execFile)('wrk', [...args, `http://127.0.0.1:${port}`])
    const [, done, us, failed] = /DONE (\d+) (\d+) (\d+)/.exec(stdout)!.map(Number)
    if (failed! > 0 || done === 0)
      throw new Error(`${failed} of ${done} answers that no benchmark wants:\n${stdout}`)
    return { requests: done!, ms: us! / 1000 }
  } finally {
    await rm(file)
  }
}

/** Loads until so many requests were answered: code that has run less is being compiled still. */
export async function warmUp(
  least: number,
  load: () => Promise<{ readonly requests: number }>,
): Promise<void> {
  for (let done = 0; done < least;) done += (await load()).requests
}

/** The same requests with a number of their own in each, in each run other ones. */
function script(requests: Requests, run: number): string {
  const text = requests.buffer().toString('latin1')
  const at = text.lastIndexOf(NUMBER)
  return `
local before, after = ${JSON.stringify(text.slice(0, at))}, ${JSON.stringify(text.slice(at + NUMBER.length))}
local number = ${run * 1_000_000}
request = function()
  number = (number + 1) % ${requests.period}
  return before .. string.format("%0${NUMBER.length}d", number) .. after
end
done = function(summary)
  local e = summary.errors
  print("DONE " .. summary.requests .. " " .. summary.duration .. " " .. e.connect + e.read + e.write + e.status + e.timeout)
end`
}

/** What stands for the number in a request. */
const NUMBER = '00000000'
