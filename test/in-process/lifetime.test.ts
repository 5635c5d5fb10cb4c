import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { createEmulator } from '../../src/index.ts'
import { chat, say } from './ask.ts'

const index = new URL('../../dist/index.js', import.meta.url).href

test('many at once in one process share nothing', async () => {
  const emulators = await Promise.all([1, 2, 3, 4].map((seed) => createEmulator({ seed })))
  for (const [n, emulator] of emulators.entries()) {
    emulator.when('who').named('who').reply(`I am ${n}`)
    emulator.session('same').when('who').named('who in session').reply(`session of ${n}`)
    if (n === 2) emulator.next({ error: 'azure.rate_limit' })
    if (n === 3) emulator.defaultSession = 'same'
  }
  const answers = await Promise.all(emulators.map((emulator) => say(emulator, 'who')))
  expect(answers).toEqual(['I am 0', 'I am 1', expect.stringContaining('retry after'), 'session of 3'])
  expect(emulators.map(({ journal, unused }) => [journal.length, unused.length])).toEqual([
    [1, 0],
    [1, 0],
    [1, 1],
    [1, 1],
  ])
  await emulators[0]!.close()
  expect(await say(emulators[1]!, 'who')).toBe('I am 1')
  await Promise.all(emulators.map((emulator) => emulator.close()))
})

test('what is added after the end is refused; what was received can still be asked', async () => {
  const emulator = await createEmulator()
  const session = emulator.session('late')
  await say(emulator, 'hello')
  await emulator.close()
  await emulator.close()
  const late = [
    () => emulator.when('x'),
    () => session.when('x'),
    () => emulator.add({ reply: 'x' }),
    () => emulator.next({ error: 'azure.rate_limit' }),
    () => emulator.chaos({ error: 'azure.rate_limit' }),
    () => emulator.limits({ requests_per_minute: 1 }),
  ]
  for (const call of late) expect(call).toThrow('the emulator is closed')
  await expect(emulator.reload()).rejects.toThrow('the emulator is closed')
  expect([emulator.journal.length, emulator.verify('hello').ok]).toEqual([1, true])
  emulator.reset()
  expect(emulator.journal.length).toBe(0)
})

test('closing waits for no stream', async () => {
  const emulator = await createEmulator({ speed: 1 })
  const streams = await Promise.all(
    ['hang:after=0', 'stall:after=1,for=60000', 'hang:after=1'].map((fault) => {
      const headers = {
        'content-type': 'application/json',
        'x-emulator-fault': fault,
        'x-emulator-speed': '1',
      }
      return {
        reading: fetch(`${emulator.baseURL}/chat/completions`, {
          ...chat('x', { stream: true }),
          headers,
        }).then((it) => it.text()),
      }
    }),
  )
  const broken = Promise.allSettled(streams.map(({ reading }) => reading))
  while (emulator.journal.length < 3) await new Promise((resolve) => setImmediate(resolve))
  // A stream that was waited for would outlast the test.
  await emulator.close()
  expect((await broken).map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected'])
})

const LIFE = `
import { request } from 'node:http'
const { createEmulator } = await import(${JSON.stringify(index)})
const init = { method: 'POST', headers: { 'content-type': 'application/json', 'x-emulator-fault': 'hang:after=1' }, body: '{"messages":[{"role":"user","content":"x"}],"stream":true}' }
// Node's fetch remembers every port that it was at; this client remembers nothing.
const open = (url) => new Promise((resolve) => {
  const asking = request(url, { ...init, agent: false }, (answer) => resolve({ broken: new Promise((broken) => answer.on('close', broken).on('error', () => {}).resume()) }))
  asking.end(init.body)
})
async function live() {
  const emulator = await createEmulator({ seed: 7 })
  const session = emulator.session('s')
  session.when('x').reply('one two three')
  const url = session.baseURL + '/chat/completions'
  const [inside, { broken }] = await Promise.all([session.fetch(url, init), open(url)])
  const reading = Promise.allSettled([inside.text(), broken])
  await emulator.close()
  await reading
}
const now = async () => {
  for (let turns = 0; turns < 10; turns++) await new Promise((resolve) => setImmediate(resolve))
  gc(); gc()
  const open = process.getActiveResourcesInfo().filter((name) => !/^(Timeout|Immediate)$/.test(name))
  const listeners = process.eventNames().map((name) => process.listenerCount(name)).reduce((a, b) => a + b, 0)
  return { heap: process.memoryUsage().heapUsed, open: open.length, listeners }
}
for (let i = 0; i < 50; i++) await live()
const before = await now()
for (let i = 0; i < 200; i++) await live()
const after = await now()
console.log(JSON.stringify({ before, after }))
`

test('two hundred lives with open streams leave nothing behind, and the process ends by itself', async () => {
  const run = promisify(execFile)
  const { stdout } = await run(process.execPath, ['--expose-gc', '--input-type=module', '--eval', LIFE])
  const { before, after } = JSON.parse(stdout) as Record<
    'before' | 'after',
    Record<'heap' | 'open' | 'listeners', number>
  >
  expect([after.open, after.listeners]).toEqual([before.open, before.listeners])
  // 200 emulators that stayed would be some 60 MB.
  expect(after.heap - before.heap).toBeLessThan(2_000_000)
}, 180_000)
