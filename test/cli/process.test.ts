import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { existsSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeAll, describe, expect, test } from 'vitest'
import { newFolder, scenarioFile, until, writeFiles } from '../disk/support.ts'

const main = new URL('../../dist/cli/main.js', import.meta.url).pathname

beforeAll(() => {
  if (!existsSync(main)) throw new Error('these tests run the built command: npm run build')
})

const running: ChildProcess[] = []
afterEach(() => {
  for (const child of running.splice(0)) child.kill('SIGKILL')
})

/** Starts the command in a folder of its own. */
async function start(args: readonly string[], environment: Record<string, string> = {}) {
  const cwd = await newFolder()
  const child = spawn(process.execPath, [main, ...args], {
    cwd,
    env: { PATH: process.env['PATH'], ...environment },
  })
  running.push(child)
  const said = { out: '', err: '' }
  child.stdout.on('data', (data) => (said.out += String(data)))
  child.stderr.on('data', (data) => (said.err += String(data)))
  const exit = new Promise<number | null>((resolve) => child.once('close', resolve))
  return { child, said, exit, cwd }
}

async function run(...args: string[]) {
  const { said, exit } = await start(args)
  return { code: await exit, ...said }
}

async function ready(said: { out: string; err: string }): Promise<string> {
  const last = await until(
    () => said,
    ({ out, err }) => out.includes(' ready at ') || err !== '',
  )
  const url = /ready at (\S+)/.exec(last.out)?.[1]
  if (url === undefined) throw new Error(last.err)
  return url
}

async function ask(url: string, body: object): Promise<Response> {
  return fetch(`${url}/openai/openai/deployments/gpt-4o/chat/completions`, {
    method: 'POST',
    body: JSON.stringify(body),
  })
}

describe('serve', () => {
  test('says that it is ready, answers, logs, takes up a change, and ends on a signal', async () => {
    const folder = await newFolder()
    await writeFiles(folder, { 'a.yaml': scenarioFile('first') })
    const { child, said, exit } = await start([
      '--port',
      '0',
      '--seed',
      '7',
      '--speed',
      '0',
      '--scenarios',
      folder,
    ])
    const url = await ready(said)
    expect(said.out).toContain(` · gateway 1.4.19 · seed 7 · 1 scenario from 1 file in ${folder}\n`)

    const answer = await (await ask(url, { messages: [{ role: 'user', content: 'first' }] })).json()
    expect(answer).toMatchObject({ choices: [{ message: { content: 'I am first' } }] })
    await until(
      () => said.out,
      (out) => /^\d\d:\d\d:\d\d 200 gpt-4o "first" \d+ ms scenario=first x1$/m.test(out),
    )

    await writeFile(`${folder}/a.yaml`, scenarioFile('second'))
    await until(
      () => said.out,
      (out) => out.includes(`~${folder}/a.yaml\n`),
    )
    await writeFile(`${folder}/a.yaml`, 'scenarios: 3\n')
    await until(
      () => said.err,
      (err) => err.includes(`${folder}/a.yaml:1:12 `),
    )
    const status = await (await fetch(`${url}/_emulator/status`)).json()
    expect(status).toMatchObject({
      scenarios: { generation: 2, rules: 1, watching: 'events', last_reload: { ok: false } },
    })

    child.kill('SIGTERM')
    expect(await exit).toBe(0)
  })

  const SLOW = { messages: [{ role: 'user', content: 'slow' }], stream: true }

  /** A stream of so many ms runs when this settles. */
  async function streaming(lastsMs: number, ...args: readonly string[]) {
    const folder = await newFolder()
    const timing = `{ first_token_ms: 20, gap_ms: ${lastsMs}, jitter: 0 }`
    await writeFiles(folder, {
      'a.yaml': `scenarios: [{ when: slow, reply: { chunks: [a, b] }, timing: ${timing} }]`,
    })
    const started = await start(['--port', '0', '--scenarios', folder, ...args])
    const url = await ready(started.said)
    const response = await ask(url, SLOW)
    return { ...started, url, text: response.text().catch(() => 'broken off') }
  }

  test('a signal lets a running stream end, and takes no new connection', async () => {
    const { child, exit, url, text } = await streaming(600)
    child.kill('SIGTERM')
    let answer: string
    do
      answer = await fetch(`${url}/health`).then(
        () => 'taken',
        () => 'refused',
      )
    while (answer === 'taken')
    expect([await exit, (await text).endsWith('data: [DONE]\n\n')]).toEqual([0, true])
  })

  test.each(['50ms', '0'])(
    'a stream that lasts longer than --drain %s is cut, and has its line',
    async (drain) => {
      const { child, said, exit, text } = await streaming(20_000, '--drain', drain)
      child.kill('SIGINT')
      expect([await exit, await text]).toEqual([0, 'broken off'])
      expect(said.out).toMatch(/200 gpt-4o "slow" stream .* ended=cut/)
    },
  )

  test('a second signal ends it at once', async () => {
    const { child, exit, text } = await streaming(20_000, '--drain', '60s')
    child.kill('SIGTERM')
    child.kill('SIGINT')
    expect([await exit, await text]).toEqual([1, 'broken off'])
  })

  test('the command that it shows works when it is pasted', async () => {
    const { said } = await start(['--port', '0', '--speed', '0'])
    await ready(said)
    const command = await until(
      () => /\n {2}(curl [\s\S]*\}')\n/.exec(said.out)?.[1],
      (it) => it !== undefined,
    )
    const [, url = '', header = '', body = ''] =
      /^curl -N '([^']+)' \\\n {4}-H '([^']+)' -d '([^']+)'$/.exec(command!) ?? []
    const [name = '', value = ''] = header.split(': ')
    const response = await fetch(url, { method: 'POST', headers: { [name]: value }, body })
    const text = await response.text()
    expect([response.status, text.includes('Hello'), text.endsWith('data: [DONE]\n\n')]).toEqual([
      200,
      true,
      true,
    ])
  })

  test('takes its options from the environment and a file', async () => {
    const folder = await newFolder()
    await writeFiles(folder, { 'emulator.yaml': 'seed: 99\nlog: json\n' })
    const { said } = await start(['--config', `${folder}/emulator.yaml`], {
      BIFROST_EMULATOR_PORT: '0',
      BIFROST_EMULATOR_GATEWAY: '1.4.20',
      BIFROST_EMULATOR_PROT: '1',
    })
    const lines = await until(
      () =>
        said.out
          .trim()
          .split('\n')
          .map((line) => JSON.parse(line || '{}')),
      (all) => all.some((line) => line.event === 'ready'),
    )
    expect(lines.map((line) => line.event)).toEqual(['notice', 'notice', 'ready'])
    expect(lines.at(-1)).toMatchObject({ seed: 99, gateway: '1.4.19' })
  })

  test('a port that is taken: one sentence, exit 3', async () => {
    const blocker = createServer().listen(0, '127.0.0.1')
    await new Promise((resolve) => blocker.once('listening', resolve))
    const { port } = blocker.address() as AddressInfo
    const result = await run('--port', String(port))
    blocker.close()
    expect(result).toEqual({
      code: 3,
      out: '',
      err: `bifrost-emulator: port ${port} on 127.0.0.1 is taken: choose another with --port, or --port 0 for any free one\n`,
    })
  })

  test('wrong files: every mistake with its place, exit 1', async () => {
    const folder = await newFolder()
    await writeFiles(folder, { 'a.yaml': 'scenarios:\n  - wen: x\n    reply: y\n' })
    const { code, out, err } = await run('--port', '0', '--scenarios', folder)
    expect([code, out]).toEqual([1, ''])
    expect(err).toContain(`${folder}/a.yaml:2:5 `)
    expect(err).toContain('  2 |   - wen: x\n    |     ^\n  hint: did you mean "when"?')
    expect(err).not.toMatch(/\n +at /)
  })

  test('wrong usage: exit 2', async () => {
    expect(await run('--prot', '1')).toEqual({
      code: 2,
      out: '',
      err: 'bifrost-emulator: there is no option --prot; did you mean --port?\nbifrost-emulator --help tells what there is.\n',
    })
  })
})

describe('validate', () => {
  test('good files, and the shipped examples where there are none', async () => {
    const { code, out, err } = await run('validate')
    expect([code, err]).toEqual([0, ''])
    expect(out).toMatch(/^fine: \d+ scenarios from \d+ files in the shipped examples\n$/)
  })

  test('takes ./scenarios where it exists; warnings do not fail', async () => {
    const { child, exit, cwd } = await start(['--version'])
    await exit
    await writeFiles(cwd, { 'scenarios/a.yaml': 'scenarios:\n  - { reply: x }\n  - { when: y, reply: z }\n' })
    const again = spawn(process.execPath, [main, 'validate', '--json'], { cwd })
    let out = ''
    again.stdout.on('data', (data) => (out += String(data)))
    const code = await new Promise((resolve) => again.once('close', resolve))
    expect(child.exitCode).toBe(0)
    expect([code, JSON.parse(out)]).toMatchObject([
      0,
      {
        ok: true,
        sources: ['./scenarios'],
        files: 1,
        scenarios: 2,
        errors: [],
        warnings: [{ file: 'scenarios/a.yaml', line: 3 }],
      },
    ])
  })

  test('wrong files, for people and as JSON', async () => {
    const folder = await newFolder()
    await writeFiles(folder, { 'a.yaml': 'scenarios: 3\n', 'b.yaml': scenarioFile('b') })
    const told = await run('validate', folder)
    expect([told.code, told.out, told.err.endsWith(`\n1 error in 2 files in ${folder}\n`)]).toEqual([
      1,
      '',
      true,
    ])
    expect(told.err).toContain('[wrong-type]\n')
    expect(told.err).toContain('bifrost-emulator explain wrong-type tells more of it\n')
    const { code, out } = await run('validate', '--json', folder)
    expect([code, JSON.parse(out)]).toMatchObject([
      1,
      { ok: false, scenarios: null, errors: [{ file: `${folder}/a.yaml`, line: 1, column: 12 }] },
    ])
  })
})

describe('list', () => {
  test('errors, as a table and as JSON', async () => {
    const table = await run('list', 'errors')
    expect([table.code, /^azure\.rate_limit +429 /m.test(table.out)]).toEqual([0, true])
    const { out } = await run('list', 'errors', '--json')
    expect(JSON.parse(out)).toContainEqual(expect.objectContaining({ name: 'azure.rate_limit', status: 429 }))
  })
})

test('--open opens the page in the browser that is named, and says where it is when there is none', async () => {
  const folder = await newFolder()
  const browser = `${folder}/browser`
  await writeFile(browser, `#!/bin/sh\necho "$1" > ${folder}/opened\n`, { mode: 0o755 })
  const { said } = await start(['--port', '0', '--open'], { BROWSER: browser })
  const url = await ready(said)
  const opened = () => readFile(`${folder}/opened`, 'utf8').catch(() => '')
  await expect.poll(opened, { timeout: 10_000 }).toBe(`${url}/_emulator/\n`)
  const none = await start(['--port', '0', '--open'], { BROWSER: `${folder}/none` })
  await ready(none.said)
  await expect
    .poll(() => none.said.out + none.said.err, { timeout: 10_000 })
    .toMatch(/no browser could be opened; the page is http:\S+\/_emulator\//)
})
