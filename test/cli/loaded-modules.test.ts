import { spawn } from 'node:child_process'
import { describe, expect, test } from 'vitest'

const main = new URL('../../dist/cli/main.js', import.meta.url).pathname

/** Reports every file that a process loads, on a channel of its own. */
const HOOK = `data:text/javascript,${encodeURIComponent(`
import { writeSync } from 'node:fs'
export async function load(url, context, next) {
  if (url.startsWith('file:')) writeSync(3, url + '\\n')
  return next(url, context)
}`)}`
const REGISTER = `data:text/javascript,${encodeURIComponent(`import { register } from 'node:module'; register(${JSON.stringify(HOOK)})`)}`

/** The packages, and the rooms of this one, that a command loads before it has said `until`. */
async function loadedBy(args: readonly string[], until: RegExp): Promise<ReadonlySet<string>> {
  const child = spawn(process.execPath, ['--import', REGISTER, main, ...args], {
    env: { PATH: process.env['PATH'] },
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
  })
  let [files, out] = ['', '']
  child.stdio[3]!.on('data', (data) => (files += String(data)))
  child.stdout!.on('data', (data) => {
    out += String(data)
    if (until.test(out)) child.kill()
  })
  await new Promise((resolve) => child.once('close', resolve))
  expect(out).toMatch(until)
  return new Set(files.split('\n').flatMap((url) => nameOf(url) ?? []))
}

function nameOf(url: string): string | undefined {
  const name = url.split('/node_modules/').at(-1)!
  if (name !== url) return /^(?:@[^/]+\/)?[^/]+/.exec(name)![0]
  return /\/dist\/([^/]+)\//.exec(url)?.[1]
}

const HEAVY = [
  'fastify',
  'ajv',
  '@faker-js/faker',
  'json-schema-faker',
  'liquidjs',
  'chokidar',
  'gpt-tokenizer',
  'yaml',
  're2js',
]

describe('a command loads what it uses', () => {
  test.each([
    ['--version', /^\d+\.\d+\.\d+/],
    ['--help', /Exit codes/],
    ['serve --help', /Where it listens/],
  ])('%s', async (command, until) => {
    const loaded = await loadedBy(command.split(' '), until)
    expect(HEAVY.filter((name) => loaded.has(name))).toEqual([])
    expect([loaded.has('yargs'), loaded.has('testing'), loaded.has('in-process')]).toEqual([
      true,
      false,
      false,
    ])
  })

  test('serve, until it is ready', async () => {
    const loaded = await loadedBy(['--port', '0', '--no-watch'], /ready at/)
    const unused = [
      'liquidjs',
      'chokidar',
      'gpt-tokenizer',
      '@fastify/ajv-compiler',
      'fast-json-stringify',
      'vitest',
    ]
    expect(unused.filter((name) => loaded.has(name))).toEqual([])
    expect([loaded.has('fastify'), loaded.has('in-process')]).toEqual([true, false])
  })
})
