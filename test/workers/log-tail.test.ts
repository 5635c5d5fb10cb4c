import { expect, test } from 'vitest'
import { LogTail } from '../../src/store/log-tail.ts'

/** A log in memory. Others add to it too. */
class Log {
  readonly all: Buffer[] = []
  commands = 0

  async exchange(_instance: string, after: number, most: number, entries: readonly Buffer[]) {
    this.commands++
    await new Promise((resolve) => setImmediate(resolve))
    const lacking = this.all.slice(after, after + most)
    this.all.push(...entries)
    return { last: this.all.length, entries: this.all.length, bytes: 0, members: [], lacking }
  }

  addForeign(count: number): void {
    for (let index = 0; index < count; index++) this.all.push(Buffer.from(`foreign ${this.all.length + 1}`))
  }
}

function tailOf(log: Log, after = 0) {
  const placed: string[] = []
  const tail = new LogTail<string>(log, 'me', after, (own) => placed.push(...own))
  const taken: string[] = []
  const until = async (count: number) => {
    while (after + taken.length < count)
      for (const entry of await tail.next()) {
        expect(entry.number).toBe(after + taken.length + 1)
        taken.push('own' in entry ? entry.own : String(entry.data))
      }
    return taken
  }
  return { tail, placed, until }
}

test.each([0, 1, 499, 500, 501, 1700])(
  'own entries have their place behind %d of others that were not known',
  async (foreign) => {
    const log = new Log()
    log.addForeign(foreign)
    const { tail, placed, until } = tailOf(log)
    for (const name of ['a', 'b', 'c']) tail.add(Buffer.from(name), name)
    expect(await until(foreign + 3)).toEqual(log.all.map(String))
    expect(log.all.slice(foreign).map(String)).toEqual(['a', 'b', 'c'])
    expect(placed).toEqual(['a', 'b', 'c'])
  },
)

test('what is added while a command is under way goes with the next one', async () => {
  const log = new Log()
  const { tail, until } = tailOf(log)
  tail.add(Buffer.from('first'), 'first')
  await new Promise((resolve) => setImmediate(resolve))
  const names = Array.from({ length: 100 }, (_, index) => `n${index}`)
  for (const name of names) tail.add(Buffer.from(name), name)
  expect(await until(101)).toEqual(['first', ...names])
  expect(log.commands).toBe(2)
})

test('what others add is fetched when it is heard of, and in whatever order', async () => {
  const log = new Log()
  log.addForeign(10)
  const { tail, until } = tailOf(log, 10)
  log.addForeign(3)
  tail.heard(13)
  tail.heard(12)
  tail.add(Buffer.from('own'), 'own')
  expect(await until(14)).toEqual(['foreign 11', 'foreign 12', 'foreign 13', 'own'])
})

test('who waits is told when the log can be had no longer', async () => {
  const log = new Log()
  const { tail } = tailOf(log)
  const next = tail.next()
  tail.fail(new Error('gone'))
  await expect(next).rejects.toThrow('gone')
  log.exchange = () => Promise.reject(new Error('away'))
  const other = tailOf(log).tail
  other.add(Buffer.from('a'), 'a')
  await expect(other.next()).rejects.toThrow('away')
})
