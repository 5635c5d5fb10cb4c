import { execFileSync, spawn, spawnSync } from 'node:child_process'
import { readdir, readFile, stat } from 'node:fs/promises'
import { createServer, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { connect } from 'node:net'
import path from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import { createEmulator } from '../../src/index.ts'
import { newFolder, until } from '../disk/support.ts'
import { isMissing, runTool } from '../testing/run-tool.ts'

const main = new URL('../../dist/cli/main.js', import.meta.url).pathname
const running: ReturnType<typeof spawn>[] = []
afterEach(() => {
  for (const child of running.splice(0)) child.kill('SIGKILL')
})

/** A recorder of its own process; `url` once it listens. */
async function record(args: readonly string[], environment: Record<string, string> = {}) {
  const cwd = await newFolder()
  const child = spawn(process.execPath, [main, 'record', '--port', '0', ...args], {
    cwd,
    env: { PATH: process.env['PATH'], ...environment },
  })
  running.push(child)
  const said = { out: '', err: '' }
  child.stdout.on('data', (data) => (said.out += String(data)))
  child.stderr.on('data', (data) => (said.err += String(data)))
  const exit = new Promise<number | null>((resolve) => child.once('close', resolve))
  const { out, err } = await until(
    () => said,
    (now) => / at http\S+,/.test(now.out) || now.err !== '',
  )
  const url = /at (http\S+),/.exec(out)?.[1]
  if (url === undefined) throw new Error(err)
  const end = async () => {
    child.kill('SIGTERM')
    return exit
  }
  return { url, said, child, exit, end, out: path.join(cwd, 'scenarios/recorded') }
}

async function ask(url: string, content: string): Promise<readonly [number, string]> {
  const response = await fetch(`${url}/openai/openai/deployments/gpt-4o/chat/completions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ messages: [{ role: 'user', content }] }),
  })
  return [response.status, await response.text()]
}

test('what was recorded is replayed, a miss is loud, and at the end it is told which release this is', async () => {
  await using target = await createEmulator({ seed: 7, gateway: '1.5.1' })
  target.add({ when: {}, reply: 'An answer.' })
  const recorder = await record(['--target', target.url])
  const [, said] = await ask(recorder.url, 'hello')
  expect(await recorder.end()).toBe(0)
  expect(recorder.said.out).toMatch(/completions 200 → scenarios\/recorded\/gpt-4o-hello\.yaml$/m)
  expect(recorder.said.out).toMatch(/^what Azure said is played as it was recorded by --gateway 1\.5\.1$/m)
  const replay = await record(['--mode', 'replay', '--gateway', '1.5.1', '--out', recorder.out])
  const [status, again] = await ask(replay.url, 'hello')
  const noTimes = (text: string) => text.replace(/"latency":\d+/, '"latency":0')
  expect([status, noTimes(again)]).toEqual([200, noTimes(said)])
  expect((await ask(replay.url, 'something else'))[0]).toBe(404)
  expect(await replay.end()).toBe(1)
  expect(replay.said.out).toMatch(/404 MISSED: no scenario matches$/m)
  expect(replay.said.err).toBe('1 request was not in the recording\n')
})

test('killed in the middle it leaves whole files, that their owner alone can read', async () => {
  await using target = await createEmulator({ seed: 7 })
  const recorder = await record(['--target', target.url])
  const asking = Array.from({ length: 40 }, (_, index) => ask(recorder.url, `question ${index}`))
  await until(
    () => recorder.said.out.match(/ → /g)?.length ?? 0,
    (kept) => kept > 2,
  )
  recorder.child.kill('SIGKILL')
  await Promise.allSettled(asking)
  await recorder.exit
  const names = (await readdir(recorder.out)).filter((name) => !name.startsWith('.'))
  expect(names.length).toBeGreaterThan(0)
  const modes = await Promise.all(
    names.map(async (name) => (await stat(path.join(recorder.out, name))).mode & 0o777),
  )
  expect(new Set(modes)).toEqual(new Set([0o600]))
  const checked = await runTool(process.execPath, [main, 'validate', recorder.out], '/')
  expect([checked.code, checked.err]).toEqual([0, ''])
  const again = await record(['--target', target.url, '--out', recorder.out])
  expect((await readdir(recorder.out)).filter((name) => name.startsWith('.'))).toEqual([])
  await again.end()
})

test.each([
  [['--target', 'x'], '--target must be a URL'],
  [[], '--target is missing'],
  [['--target', 'http://x', '--mode', 'all'], '--mode must be record, missing, replay, got "all"'],
  [
    ['--target', 'http://x', '--match', 'turn,mesage'],
    '--match: "mesage" is nothing that can be compared; did you mean "message"?',
  ],
  [['--target', 'http://x', '--gateway', '9x'], '--gateway: "9x" is no version of the gateway'],
  [['--target', 'http://x', '--redact', '('], '--redact: '],
])('record %j is refused with a sentence', async (args, message) => {
  const { code, err } = await runTool(process.execPath, [main, 'record', ...args], await newFolder())
  expect([code, err]).toEqual([2, expect.stringContaining(message)])
})

describe.skipIf(isMissing('openssl', spawnSync('openssl', ['version']).status === 0))('a target', () => {
  test('may speak TLS, and be behind a proxy that the environment names', async () => {
    const folder = await newFolder()
    const [cert, key] = [`${folder}/own.crt`, `${folder}/own.key`]
    const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1']
    const kind = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2']
    execFileSync('openssl', ['req', '-x509', ...kind, ...subject, '-keyout', key, '-out', cert], {
      stdio: 'ignore',
    })
    await using target = await createEmulator({ seed: 7, tls: { cert, key } })
    target.add({ when: {}, reply: 'By TLS.' })
    const direct = await record(['--target', target.url], { NODE_EXTRA_CA_CERTS: cert })
    expect((await ask(direct.url, 'a'))[1]).toContain('By TLS.')
    await direct.end()
    await using proxy = await startProxy()
    const byProxy = await record(['--target', target.url], {
      NODE_EXTRA_CA_CERTS: cert,
      HTTPS_PROXY: proxy.url,
    })
    expect((await ask(byProxy.url, 'b'))[1]).toContain('By TLS.')
    await byProxy.end()
    expect(proxy.asked).toEqual([`CONNECT ${new URL(target.url).host}`])
    const name = (await readdir(byProxy.out))[0]!
    expect(await readFile(path.join(byProxy.out, name), 'utf8')).toContain('By TLS.')
  })
})

test('a proxy that the environment names is used for a target without TLS too, unless NO_PROXY names it', async () => {
  await using target = await createEmulator({ seed: 7 })
  await using proxy = await startProxy()
  const recorder = await record(['--target', target.url], { HTTP_PROXY: proxy.url })
  expect((await ask(recorder.url, 'a'))[0]).toBe(200)
  await recorder.end()
  expect(proxy.asked).toHaveLength(1)
  const past = await record(['--target', target.url], { HTTP_PROXY: proxy.url, NO_PROXY: '127.0.0.1' })
  expect((await ask(past.url, 'a'))[0]).toBe(200)
  await past.end()
  expect(proxy.asked).toHaveLength(1)
})

/** An HTTP proxy that tells what it was asked: a tunnel, or a whole URL. */
async function startProxy() {
  const asked: string[] = []
  const server = createServer((incoming, answer) => {
    asked.push(`${incoming.method} ${incoming.url}`)
    const { method, headers } = incoming
    const passed = request(incoming.url!, { method: method!, headers }, (reply) => {
      answer.writeHead(reply.statusCode!, reply.headers)
      reply.pipe(answer)
    })
    incoming.pipe(passed)
  })
  server.on('connect', (incoming, socket) => {
    asked.push(`CONNECT ${incoming.url}`)
    const [host, port] = incoming.url!.split(':')
    const tunnel = connect(Number(port), host, () => {
      socket.write('HTTP/1.1 200 OK\r\n\r\n')
      tunnel.pipe(socket).pipe(tunnel)
    })
    tunnel.on('error', () => socket.destroy())
    socket.on('error', () => tunnel.destroy())
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
