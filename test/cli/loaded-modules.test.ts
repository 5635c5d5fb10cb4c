import { spawn } from 'node:child_process'
import { describe, expect, test } from 'vitest'

const main = new URL('../../dist/cli/main.js', import.meta.url).pathname
const index = new URL('../../dist/index.js', import.meta.url).href

/** Reports every file that a process loads, on a channel of its own. */
const HOOK = `data:text/javascript,${encodeURIComponent(`
import { writeSync } from 'node:fs'
export async function load(url, context, next) {
  if (url.startsWith('file:')) writeSync(3, url + '\\n')
  return next(url, context)
}`)}`
/** What is required, from wherever, passes no hook. */
const REGISTER = `data:text/javascript,${encodeURIComponent(`
import Module, { register } from 'node:module'
import { writeSync } from 'node:fs'
register(${JSON.stringify(HOOK)})
const read = Module._extensions['.js']
Module._extensions['.js'] = function (module, file) {
  writeSync(3, 'file://' + file + '\\n')
  return read.call(this, module, file)
}`)}`

/** The packages, and the entries of this one (`cli/main.js`), that a command loads before it has said `until`. */
async function loadedBy(command: readonly string[], until: RegExp): Promise<ReadonlySet<string>> {
  const child = spawn(process.execPath, ['--import', REGISTER, ...command], {
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
  return /\/dist\/(.+)/.exec(url)?.[1]
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

/** What neither a start without files nor a plain answer needs. */
const UNUSED = [
  'ajv-formats',
  '@faker-js/faker',
  'liquidjs',
  'chokidar',
  'gpt-tokenizer',
  'yaml',
  're2js',
  '@opentelemetry/api',
  '@fastify/ajv-compiler',
  '@fastify/fast-json-stringify-compiler',
  'vitest',
]

describe('a command loads what it uses', () => {
  test.each([
    ['--version', /^\d+\.\d+\.\d+/],
    ['--help', /Exit codes/],
    ['serve --help', /Where it listens/],
  ])('%s', async (command, until) => {
    const loaded = await loadedBy([main, ...command.split(' ')], until)
    expect(HEAVY.filter((name) => loaded.has(name))).toEqual([])
    expect([loaded.has('yargs'), loaded.has('cli/main.js'), loaded.has('index.js')]).toEqual([
      true,
      true,
      false,
    ])
  })

  test('serve, until it is ready', async () => {
    const loaded = await loadedBy([main, '--port', '0', '--no-watch'], /ready at/)
    // The shipped examples are read: one has a template, one a pattern for RE2; the control routes are prepared right after.
    const read = ['yaml', '@faker-js/faker', 're2js']
    expect([...UNUSED, 'yargs'].filter((name) => loaded.has(name) && !read.includes(name))).toEqual([])
    expect(loaded.has('index.js')).toBe(false)
  })
})

describe('the package loads what it uses', () => {
  const START = `
    const { createEmulator } = await import(${JSON.stringify(index)})
    const emulator = await createEmulator()
    console.log('started')
    await emulator.close()`

  test('until the first emulator runs', async () => {
    const loaded = await loadedBy(['--input-type=module', '-e', START], /started/)
    expect([...UNUSED, 'yargs', 'cli/main.js'].filter((name) => loaded.has(name))).toEqual([])
    expect(loaded.has('index.js')).toBe(true)
  })

  test('a template loads the faker and the reader of files', async () => {
    const rule = JSON.stringify({ scenarios: [{ reply: { text: '{{ faker.person.firstName }}' } }] })
    const start = START.replace(
      "console.log('started')",
      () => `
        const added = await emulator.fetch('http://localhost/_emulator/scenarios', {
          method: 'POST', body: ${JSON.stringify(rule)}, headers: { 'content-type': 'application/json' } })
        console.log(added.status === 201 ? 'started' : await added.text())`,
    )
    const loaded = await loadedBy(['--input-type=module', '-e', start], /started/)
    expect(['yaml', 'liquidjs', '@faker-js/faker'].filter((name) => !loaded.has(name))).toEqual([])
  })
})
