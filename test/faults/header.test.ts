import { expect, test } from 'vitest'
import { ask, says } from '../plan/ask.ts'
import { testEmulator } from '../support/start-service.ts'

const scenarios = { scenarios: [{ name: 'greeting', when: 'hi', reply: 'Hello there, how are you?' }] }
const faulty = (fault: string): { headers: [string, string][] } => ({
  headers: [['x-emulator-fault', fault]],
})

test('an unknown fault is a 400 that lists the known ones', () => {
  const { status, text } = ask(testEmulator({ scenarios }), says('hi'), faulty('ct:after=3'))
  expect(status).toBe(400)
  const { message } = (JSON.parse(text) as { error: { message: string } }).error
  expect(message).toContain(
    'x-emulator-fault: there is no fault "ct"; did you mean cut? known: delay, stall, cut',
  )
  expect(message).toContain('upstream_delay')
})

test('a request with a fault and the same without do not share their answers', () => {
  const emulator = testEmulator({ scenarios })
  const body = says('hi', { stream: true })
  const whole = ask(emulator, body)
  expect(ask(emulator, body, faulty('cut:after=1')).ending).toBe('cut')
  expect(ask(emulator, body).text).toBe(whole.text)
  const again = ask(emulator, body, faulty('cut:after=1'))
  expect(again.ending).toBe('cut')
  expect(again.entry.faults).toEqual([{ fault: 'cut:after=1', hit: true }])
})

test('the header may be sent again: every fault of it takes effect, in order', () => {
  const twice: [string, string][] = [
    ['x-emulator-fault', 'heartbeat'],
    ['X-Emulator-Fault', 'cut:after=3'],
  ]
  const { entry } = ask(testEmulator({ scenarios }), says('hi', { stream: true }), { headers: twice })
  expect(entry.faults).toEqual([
    { fault: 'heartbeat', hit: true },
    { fault: 'cut:after=3', hit: true },
  ])
})

test.each(['日本', 'größe'])('a scenario named %s is found by the bytes that curl sends', (name) => {
  const emulator = testEmulator({ scenarios: { scenarios: [{ name, when: 'never', reply: 'found' }] } })
  const headers: [string, string][] = [['x-emulator-scenario', Buffer.from(name).toString('latin1')]]
  expect(ask(emulator, says('hi'), { headers }).text).toContain('"found"')
})

test('another header of the emulator that says two things is a 400', () => {
  const twice: [string, string][] = [
    ['x-emulator-seed', '1'],
    ['x-emulator-seed', '2'],
  ]
  const { status, text } = ask(testEmulator({ scenarios }), says('hi'), { headers: twice })
  expect(status).toBe(400)
  expect(text).toContain('x-emulator-seed is given 2 times; one of them must do')
})

test('the journal says which fault hit, upstream ones first', () => {
  const emulator = testEmulator({ scenarios })
  const { entry, plan } = ask(
    emulator,
    says('hi', { stream: true }),
    faulty('cut:after=99; delay:ms=5; upstream_cut:after=2'),
  )
  expect(entry.faults).toEqual([
    { fault: 'upstream_cut:after=2', hit: true },
    { fault: 'cut:after=99', hit: false, why: expect.stringMatching(/^the reply has only \d frames$/) },
    { fault: 'delay:ms=5', hit: true },
  ])
  expect(plan.notes).toHaveLength(3)
})

test("the emulator's own headers stand in a faulty answer too", () => {
  const { headers } = ask(
    testEmulator({ scenarios, emulatorHeaders: true }),
    says('hi'),
    faulty('status:code=599'),
  )
  expect(headers['x-emulator-scenario']).toBe('greeting')
})

test('it hits answers of the gateway itself', () => {
  const answer = ask(testEmulator(), '{', faulty('truncate:chars=3'))
  expect(answer.text).toHaveLength(3)
})

test('chance follows the seed', () => {
  const ended = (seed: number) =>
    ask(testEmulator({ scenarios, seed }), says('hi'), faulty('cut:chance=0.5')).ending
  const endings = Array.from({ length: 40 }, (_each, seed) => ended(seed))
  expect(new Set(endings)).toEqual(new Set(['end', 'cut']))
  expect(Array.from({ length: 40 }, (_each, seed) => ended(seed))).toEqual(endings)
})

test('a call that the gateway repeats tells of its fault once', () => {
  const { entry } = ask(testEmulator({ scenarios }), says('hi'), faulty('upstream_reset'))
  expect(entry.calls).toHaveLength(2)
  expect(entry.faults).toEqual([{ fault: 'upstream_reset', hit: true }])
})

test('a very long name is not repeated in full', () => {
  const { text } = ask(testEmulator({ scenarios }), says('hi'), faulty('x'.repeat(20_000)))
  expect(text.length).toBeLessThan(2000)
})
