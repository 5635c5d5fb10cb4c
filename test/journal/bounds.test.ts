import { describe, expect, test } from 'vitest'
import { Journal } from '../../src/journal/journal.ts'
import { JournalRecord } from '../../src/journal/journal-record.ts'
import { CallRecord } from '../../src/journal/call-record.ts'
import type { JournalEntry } from '../../src/journal/entry.ts'
import { misreadForms } from '../../src/journal/misread.ts'
import type { WireEvent } from '../../src/plan/plan.ts'
import { HeaderMap } from '../../src/message/header-map.ts'

const MB = 1024 * 1024

function record(id: string, bytes = 10, session = ''): JournalRecord {
  const request = {
    method: 'POST',
    target: '/x',
    headers: new HeaderMap([]),
    body: new Uint8Array(bytes),
    httpVersion: '1.1',
  }
  return new JournalRecord(id, 0, request, { session })
}

function stream(frames: number): readonly WireEvent[] {
  const head = { at: 0, kind: 'head', status: 200, headers: [], framing: 'chunked' } as const
  const body = Array.from({ length: frames }, () => ({ at: 0, kind: 'body', data: () => 'x' }) as const)
  return [head, ...body, { at: 0, kind: 'end' }]
}

describe('the journal is bounded', () => {
  test.each([1, 2, 999, 1000])('in number: the last %d stay', (entries) => {
    const journal = new Journal({ entries, bytes: Infinity })
    for (let n = 0; n < 3500; n++) journal.add(record(`x${n}`))
    const kept = journal.list()
    expect([kept.length, kept[0]?.id, kept.at(-1)?.id]).toEqual([entries, `x${3500 - entries}`, 'x3499'])
    expect(journal.usage).toMatchObject({ entries, forgotten: 3500 - entries })
    expect([journal.find('x3499')?.id, journal.find('x0')]).toEqual(['x3499', undefined])
  })

  test('in bytes: ten thousand exchanges with a body of a megabyte each', () => {
    const journal = new Journal({ entries: 1000, bytes: 64 * MB })
    const shared = new Uint8Array(MB)
    for (let n = 0; n < 10_000; n++) {
      const { id, request } = record(`x${n}`)
      journal.add(new JournalRecord(id, 0, { ...request, body: shared }))
      expect(journal.usage.bytes).toBeLessThanOrEqual(64 * MB)
    }
    expect(journal.usage).toMatchObject({ entries: 15, forgotten: 9985 })
  })

  test('the last exchange is kept whatever its size', () => {
    const journal = new Journal({ entries: 10, bytes: 1 })
    for (const id of ['x1', 'x2']) journal.add(record(id, MB))
    expect(journal.list().map(({ id }) => id)).toEqual(['x2'])
  })

  test('who asks for the journal does not wait for the frames of very long streams to be read', () => {
    const read = [4000, 6000].map((frames) => {
      const entry = record('x1')
      let made = 0
      entry.parts = stream(frames).map((event) =>
        event.kind === 'body' ? { ...event, data: () => `data: ${made++}\n\n` } : event,
      )
      entry.calls = [new CallRecord({ request: {} } as JournalEntry['calls'][number])]
      for (const _ of [1, 2, 3]) misreadForms(entry)
      return made
    })
    expect(read).toEqual([4000, 0])
  })

  test('a plan counts once it is over; the frames of a very long stream are let go then', () => {
    const weights = [4000, 6000].map((frames) => {
      const journal = new Journal({ entries: 10, bytes: Infinity })
      const entry = record('x1')
      journal.add(entry)
      const { bytes: before } = journal.usage
      entry.parts = stream(frames)
      journal.settle(entry)
      expect(journal.usage.bytes).toBe(before)
      entry.sent = { frames, ended: 'end' }
      journal.settle(entry)
      expect(entry.planned?.frames).toBe(frames)
      return [journal.usage.bytes - before > frames * 100, entry.events === undefined]
    })
    expect(weights).toEqual([
      [true, false],
      [false, true],
    ])
  })

  test('an exchange that was forgotten while it ran does not come back', () => {
    const journal = new Journal({ entries: 1, bytes: Infinity })
    const [old, young] = [record('x1'), record('x2')]
    journal.add(old)
    journal.add(young)
    const { bytes } = journal.usage
    old.parts = stream(100)
    old.sent = { frames: 100, ended: 'end' }
    journal.settle(old)
    expect([journal.usage.bytes, journal.list()]).toEqual([bytes, [young]])
  })

  test('one session alone can be forgotten', () => {
    const journal = new Journal()
    for (const [id, session] of [
      ['x1', 'a'],
      ['x2', 'b'],
      ['x3', 'a'],
    ])
      journal.add(record(id!, 10, session))
    const { bytes } = journal.usage
    journal.clear('a')
    expect(journal.list().map(({ id }) => id)).toEqual(['x2'])
    expect(journal.usage.bytes).toBe(bytes / 3)
    journal.clear()
    expect(journal.usage).toEqual({ entries: 0, bytes: 0, forgotten: 0 })
  })
})
