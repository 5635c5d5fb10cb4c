import { execFileSync, spawnSync } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { request } from 'node:https'
import { connect } from 'node:tls'
import { describe, expect, test } from 'vitest'
import { createEmulator } from '../../src/index.ts'
import { newFolder } from '../disk/support.ts'
import { isMissing, runTool } from '../testing/run-tool.ts'

const main = new URL('../../dist/cli/main.js', import.meta.url).pathname
const left = isMissing('openssl', spawnSync('openssl', ['version']).status === 0)

/** A key and a certificate that it signed itself, for localhost. */
function newCertificate(folder: string, name: string): { readonly cert: string; readonly key: string } {
  const [cert, key] = [`${folder}/${name}.crt`, `${folder}/${name}.key`]
  const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1']
  const kind = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2']
  execFileSync('openssl', ['req', '-x509', ...kind, ...subject, '-keyout', key, '-out', cert], {
    stdio: 'ignore',
  })
  return { cert, key }
}

const CLIENT = `
  import OpenAI from 'openai'
  const client = new OpenAI({ apiKey: 'x', baseURL: process.argv[2], maxRetries: 0 })
  const ask = { model: 'gpt-4o', messages: [{ role: 'user', content: 'hello' }] }
  console.log((await client.chat.completions.create(ask)).choices[0].message.content)
  let text = ''
  for await (const chunk of await client.chat.completions.create({ ...ask, stream: true }))
    text += chunk.choices[0]?.delta.content ?? ''
  console.log(text)`

describe.skipIf(left)('over TLS', () => {
  test('the openai client talks to it', async () => {
    const tls = newCertificate(await newFolder(), 'own')
    await using emulator = await createEmulator({ seed: 7, tls })
    emulator.when('hello').reply('Hi there.')
    expect(emulator.url).toMatch(/^https:/)
    const script = ['--input-type=module', '-e', CLIENT, 'client', emulator.baseURL]
    const { out, err } = await runTool(process.execPath, script, process.cwd(), {
      NODE_EXTRA_CA_CERTS: tls.cert,
    })
    expect([out, err]).toEqual(['Hi there.\nHi there.\n', ''])
  })

  test('a reset is a reset', async () => {
    const tls = newCertificate(await newFolder(), 'own')
    await using emulator = await createEmulator({ seed: 7, tls })
    emulator.next({ fault: 'reset:after=0' })
    const failed = await new Promise<NodeJS.ErrnoException>((resolve, reject) => {
      const url = `${emulator.baseURL}/chat/completions`
      const asked = request(url, { method: 'POST', rejectUnauthorized: false }, (response) => {
        response.resume().once('error', resolve).once('end', reject)
      })
      asked.once('error', resolve).end('{"messages":[{"role":"user","content":"hello"}]}')
    })
    expect(failed.code).toBe('ECONNRESET')
  })

  test('what Node refuses is read as fasthttp reads it', async () => {
    const tls = newCertificate(await newFolder(), 'own')
    await using emulator = await createEmulator({ seed: 7, tls })
    const port = Number(new URL(emulator.url).port)
    const text = await new Promise<string>((resolve, reject) => {
      let all = ''
      const socket = connect({ port, host: '127.0.0.1', rejectUnauthorized: false }, () =>
        socket.write('get /health HTTP/1.1\r\nA B: c\r\nConnection: close\r\n\r\n'),
      )
      socket
        .on('data', (part) => (all += String(part)))
        .once('end', () => resolve(all))
        .once('error', reject)
    })
    expect(text).toMatch(/^HTTP\/1\.1 405 Method Not Allowed\r\n/)
  })

  test.each<[string, (folder: string) => Promise<readonly string[]>, RegExp]>([
    [
      'a file that is not there',
      async (folder) => ['--tls-cert', `${folder}/no.crt`, '--tls-key', newCertificate(folder, 'own').key],
      /^bifrost-emulator: --tls-cert: there is no file \S+no\.crt\n$/,
    ],
    [
      'a file that is no certificate',
      async (folder) => {
        await writeFile(`${folder}/text`, 'hello')
        return ['--tls-cert', `${folder}/text`, '--tls-key', newCertificate(folder, 'own').key]
      },
      /^bifrost-emulator: --tls-cert: \S+text holds no certificate in PEM\n$/,
    ],
    [
      'the key of another',
      async (folder) => [
        '--tls-cert',
        newCertificate(folder, 'own').cert,
        '--tls-key',
        newCertificate(folder, 'other').key,
      ],
      /^bifrost-emulator: --tls-key: \S+other\.key is the key of another certificate than \S+own\.crt\n$/,
    ],
  ])('%s is told in a sentence', async (_, args, wanted) => {
    const folder = await newFolder()
    const { code, err } = await runTool(
      process.execPath,
      [main, '--port', '0', ...(await args(folder))],
      folder,
    )
    expect(err).toMatch(wanted)
    expect(code).toBe(3)
  })
})
