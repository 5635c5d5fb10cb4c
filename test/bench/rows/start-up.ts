import { spawn } from 'node:child_process'
import { once } from 'node:events'
import net from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import type { Effort } from '../contest.ts'
import { connect, firstAnswer, post } from '../load.ts'
import { figure, ratios } from '../numbers.ts'
import type { Row } from '../table.ts'
import { digits, folderOf, GATEWAY_PATH, RIVAL_PATH } from '../work.ts'

const FILES = 1000
const MAIN = fileURLToPath(new URL('../../../../cli/main.js', import.meta.url))
const BARE = fileURLToPath(new URL('../bare-start.js', import.meta.url))
const AIMOCK = fileURLToPath(new URL('cli.js', import.meta.resolve('@copilotkit/aimock')))

interface Command {
  readonly args: (port: number) => readonly string[]
  readonly request: Buffer
}

/** From the start of a command to its first answer. */
export async function startUp({ rounds }: Effort): Promise<Row[]> {
  await using files = await folderOf({ 'hello.yaml': 'scenarios:\n  - { when: hello, reply: Hi. }\n' })
  await using many = await folderOf(scenarioFiles())
  await using rivalFiles = await folderOf({ 'hello.json': fixture('hello') })
  await using rivalMany = await folderOf(
    Object.fromEntries(
      Array.from({ length: FILES }, (_, index) => [`f${index}.json`, fixture(`refund ${index}`)]),
    ),
  )
  const request = (at: string) =>
    post(at, { messages: [{ role: 'user', content: 'hello, refund 7 please' }], stream: false })
  const own = (folder: string): Command => ({
    args: (port) => [MAIN, '--scenarios', folder, '--port', String(port), '--speed', '0'],
    request: request(GATEWAY_PATH),
  })
  const rival = (folder: string): Command => ({
    args: (port) => [AIMOCK, '-p', String(port), '-f', folder],
    request: request(RIVAL_PATH),
  })
  const commands = [
    { args: (port: number) => [BARE, String(port)], request: request(GATEWAY_PATH) },
    own(files.folder),
    own(many.folder),
    rival(rivalFiles.folder),
    rival(rivalMany.folder),
  ]
  const taken = commands.map((): number[] => [])
  // The first start of each reads its files from the disk.
  for (const command of commands) await firstTime(command)
  for (let round = 0; round < rounds; round++)
    for (const [at, command] of commands.entries()) taken[at]!.push(await firstTime(command))
  const [bare, one, thousand, rivalOne, rivalThousand] = taken as [
    number[],
    number[],
    number[],
    number[],
    number[],
  ]
  const ms = (...values: readonly number[][]) => values.map((it) => figure(it).median.toFixed(0))
  return [
    {
      work: "start to first 200, over bare Fastify's",
      own: ratios(one, bare),
      rival: ratios(rivalOne, bare),
      goal: { atMost: 1.2 },
      from: `${ms(one, bare, rivalOne).join(', ')} ms: itself, bare, aimock`,
    },
    {
      work: `start to first 200 with ${FILES} scenario files, over bare Fastify's`,
      own: ratios(thousand, bare),
      rival: ratios(rivalThousand, bare),
      goal: { atMost: 2 },
      from: `${ms(thousand, bare, rivalThousand).join(', ')} ms`,
    },
  ]
}

/** A scenario each: half of them with a pattern. */
function scenarioFiles(): Record<string, string> {
  return Object.fromEntries(
    Array.from({ length: FILES }, (_, index) => {
      const number = digits(index, 4)
      const when = index % 2 === 0 ? `refund ${number} order` : `/cancel ${number} .*trip (\\d+)/i`
      return [
        `f${number}.yaml`,
        `# What a customer gets who asks for ${number}.\nscenarios:\n  - name: case-${number}\n    when:\n      message: ${when}\n    reply: The answer to number ${number}.\n`,
      ]
    }),
  )
}

function fixture(userMessage: string): object {
  return { fixtures: [{ match: { userMessage }, response: { content: 'Hi.' } }] }
}

/** From the spawn to the end of the first answer, ms. */
async function firstTime({ args, request }: Command): Promise<number> {
  const port = await freePort()
  const start = performance.now()
  const child = spawn(process.execPath, args(port), { stdio: 'ignore' })
  let failed: number | null | undefined
  child.once('exit', (code) => (failed = code))
  while (!(await isOpen(port))) {
    if (failed !== undefined) throw new Error(`${args(port).join(' ')} ended with ${failed}`)
    await pause(2)
  }
  await firstAnswer(port, request)
  const taken = performance.now() - start
  const gone = once(child, 'exit')
  child.kill('SIGKILL')
  await gone
  return taken
}

async function isOpen(port: number): Promise<boolean> {
  try {
    const socket = await connect(port)
    socket.destroy()
    return true
  } catch {
    return false
  }
}

async function freePort(): Promise<number> {
  const server = net.createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as net.AddressInfo
  server.close()
  await once(server, 'close')
  return port
}
