import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { existsSync } from 'node:fs'
import http from 'node:http'
import { newFolder, until, writeFiles } from '../disk/support.ts'

const main = new URL('../../dist/cli/main.js', import.meta.url).pathname
export const CHAT = '/openai/openai/deployments/gpt-4o/chat/completions'

export function wantBuilt(): void {
  if (!existsSync(main)) throw new Error('these tests run the built command: npm run build')
}

export interface Started {
  readonly child: ChildProcess
  readonly said: { out: string; err: string }
  readonly exit: Promise<number | null>
  readonly url: string
  readonly folder: string
}

/** All that were started. */
export const running: ChildProcess[] = []

/** The built command with these scenarios, or with those of a folder. */
export async function launch(
  args: readonly string[],
  scenarios: string | { readonly folder: string },
  seed: readonly string[] = ['--seed', '7'],
): Promise<Omit<Started, 'url'>> {
  const folder = typeof scenarios === 'string' ? await newFolder() : scenarios.folder
  if (typeof scenarios === 'string') await writeFiles(folder, { 'a.yaml': scenarios })
  const all = ['--scenarios', folder, ...seed, ...args]
  const child = spawn(process.execPath, [main, ...all], { stdio: ['ignore', 'pipe', 'pipe'] })
  running.push(child)
  const said = { out: '', err: '' }
  child.stdout.on('data', (data) => (said.out += String(data)))
  child.stderr.on('data', (data) => (said.err += String(data)))
  const exit = new Promise<number | null>((resolve) => child.once('close', resolve))
  return { child, said, exit, folder }
}

/** The same, once it listens. */
export async function startCommand(...[args, scenarios]: Parameters<typeof launch>): Promise<Started> {
  const launched = await launch(args, scenarios)
  const { out } = await until(
    () => launched.said,
    (said) => said.out.includes(' ready at ') || said.err !== '',
    90_000,
  )
  const url = /ready at (\S+)/.exec(out)?.[1]
  if (url === undefined) throw new Error(launched.said.err)
  return { ...launched, url }
}

export interface Answer {
  readonly status: number
  readonly text: string
  readonly headers: readonly string[]
  readonly exchange: string
}

/** On a connection of its own: the workers take connections by turns. */
export function ask(
  url: string,
  method: string,
  path: string,
  body?: unknown,
  headers: object = {},
  agent: http.Agent | false = false,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const request = http.request(url + path, {
      method,
      agent,
      headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
    })
    request.on('error', reject)
    request.on('response', (response) => {
      let text = ''
      response.setEncoding('utf8')
      response.on('data', (part) => (text += part))
      response.on('error', reject)
      response.on('end', () =>
        resolve({
          status: response.statusCode!,
          text,
          headers: response.rawHeaders,
          exchange: String(response.headers['x-emulator-exchange']),
        }),
      )
    })
    request.end(body === undefined ? undefined : JSON.stringify(body))
  })
}

export const says = (content: string, rest: object = {}) => ({
  messages: [{ role: 'user', content }],
  ...rest,
})

export function chat(url: string, content: string, headers: object = {}, rest: object = {}): Promise<Answer> {
  return ask(url, 'POST', CHAT, says(content, rest), headers)
}

export async function contentOf(answer: Promise<Answer>): Promise<string> {
  const { text } = await answer
  return (JSON.parse(text) as { choices: { message: { content: string } }[] }).choices[0]!.message.content
}

export const control = async (url: string, method: string, path: string, body?: unknown) => {
  const { status, text } = await ask(url, method, `/_emulator${path}`, body)
  return { status, body: JSON.parse(text) as Record<string, never> }
}

export const times = <T>(count: number, make: (index: number) => T): T[] =>
  Array.from({ length: count }, (_, index) => make(index))

/** Answers to `count` requests, at most `atOnce` of which run. */
export async function pooled<T>(
  count: number,
  atOnce: number,
  one: (index: number) => Promise<T>,
): Promise<T[]> {
  const results: T[] = []
  let next = 0
  const go = async () => {
    while (next < count) results.push(await one(next++))
  }
  await Promise.all(times(atOnce, go))
  return results
}

/** Asks again until it holds. */
export async function eventually<T>(look: () => Promise<T>, holds: (value: T) => boolean): Promise<void> {
  const deadline = performance.now() + 60_000
  for (;;) {
    const value = await look()
    if (holds(value)) return
    if (performance.now() > deadline) throw new Error(`waited in vain; at last: ${JSON.stringify(value)}`)
  }
}
