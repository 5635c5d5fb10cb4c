import { describe, expect, test } from 'vitest'
import { Exposition } from '../../../src/http/observe/exposition.ts'
import { Histogram } from '../../../src/http/observe/histogram.ts'
import { LabelledCounter } from '../../../src/http/observe/labelled-counter.ts'
import { ManualClock } from '../../../src/play/manual-clock.ts'
import { call, CHAT, chat } from '../call.ts'
import { startServer } from '../../support/start-service.ts'

const scenarios = {
  scenarios: [
    { name: 'greeting', when: 'hello', reply: 'Hi.' },
    { name: 'cut', when: 'cut', reply: 'one two three', faults: [{ cut: { after: 1 } }] },
  ],
}

/** Reads the text format strictly: every sample belongs to the family whose HELP and TYPE stand before it. */
function parse(text: string): ReadonlyMap<string, number> {
  const samples = new Map<string, number>()
  let family = ''
  let kind = ''
  for (const line of text.trimEnd().split('\n')) {
    const help = /^# HELP ([a-z_]+) .+$/.exec(line)
    const type = /^# TYPE ([a-z_]+) (counter|gauge|histogram)$/.exec(line)
    if (help !== null) family = help[1]!
    else if (type !== null) {
      expect(type[1]).toBe(family)
      kind = type[2]!
    } else {
      const [, name = '', labels = '', value] =
        /^([a-z_]+)(\{(?:[a-z_]+="(?:[^"\\\n]|\\["\\n])*",?)+\})? (\S+)$/.exec(line) ?? []
      const base = kind === 'histogram' ? name.replace(/_(bucket|sum|count)$/, '') : name
      expect([line, base]).toEqual([line, family])
      expect([line, Number.isNaN(Number(value))]).toEqual([line, false])
      if (kind === 'counter') expect(name).toMatch(/_total$/)
      expect([line, samples.has(name + labels)]).toEqual([line, false])
      samples.set(name + labels, Number(value))
    }
  }
  expect(text.endsWith('\n')).toBe(true)
  return samples
}

describe('GET /_emulator/metrics', () => {
  test('counts what happened', async () => {
    await using server = await startServer({ scenarios })
    const { port } = server
    await chat(port, 'hello')
    await chat(port, 'hello')
    await chat(port, 'made up')
    await call(port, CHAT, { method: 'POST', body: '{bad' })
    await fetch(`${server.url}${CHAT}`, {
      method: 'POST',
      body: JSON.stringify({ messages: [{ role: 'user', content: 'cut' }], stream: true }),
    }).then((response) => response.text().catch(() => ''))
    await call(port, '/_emulator/next', { method: 'POST', body: { error: 'azure.rate_limit' } })
    await chat(port, 'hello')
    const { text, headers } = await call(port, '/_emulator/metrics')
    expect(headers['content-type']).toBe('text/plain; version=0.0.4; charset=utf-8')
    const samples = parse(text)
    const requests = (labels: string) => samples.get(`bifrost_emulator_requests_total{${labels}}`)
    expect(
      requests(
        'deployment="gpt-4o",scenario="greeting",status="200",answered_by="scenario",ended="end",fault=""',
      ),
    ).toBe(2)
    expect(
      requests('deployment="gpt-4o",scenario="",status="200",answered_by="fake",ended="end",fault=""'),
    ).toBe(1)
    expect(
      requests('deployment="gpt-4o",scenario="",status="500",answered_by="gateway",ended="end",fault=""'),
    ).toBe(1)
    expect(
      requests(
        'deployment="gpt-4o",scenario="cut",status="200",answered_by="scenario",ended="cut",fault="cut"',
      ),
    ).toBe(1)
    expect(
      requests('deployment="gpt-4o",scenario="",status="429",answered_by="error",ended="end",fault=""'),
    ).toBe(1)
    expect(samples.get('bifrost_emulator_faults_total{fault="cut"}')).toBe(1)
    expect(samples.get('bifrost_emulator_orders_total{by="next"}')).toBe(1)
    expect(samples.get('bifrost_emulator_requests_active')).toBe(0)
    expect(samples.get('bifrost_emulator_streams_active')).toBe(0)
    expect(samples.get('bifrost_emulator_journal_entries')).toBe(6)
    expect(samples.get('bifrost_emulator_request_duration_seconds_count')).toBe(6)
    expect(samples.get('bifrost_emulator_request_duration_seconds_bucket{le="+Inf"}')).toBe(6)
    expect(samples.get('bifrost_emulator_first_byte_seconds_count')).toBe(6)
    expect(samples.get('bifrost_emulator_first_token_seconds_count')).toBe(1)
    expect(samples.get('bifrost_emulator_stream_duration_seconds_count')).toBe(1)
  })
})

test('the buckets of a histogram add up', () => {
  const out = new Exposition()
  const histogram = new Histogram()
  for (const seconds of [0.001, 0.002, 0.3, 0.4, 0.5, 100]) histogram.add(seconds)
  out.histogram('h', 'Help.', histogram)
  const samples = parse(out.toString())
  const upTo = (le: string) => samples.get(`bifrost_emulator_h_bucket{le="${le}"}`)
  expect([upTo('0.005'), upTo('0.25'), upTo('0.5'), upTo('60'), upTo('+Inf')]).toEqual([2, 2, 5, 5, 6])
  expect([samples.get('bifrost_emulator_h_sum'), samples.get('bifrost_emulator_h_count')]).toEqual([
    101.203, 6,
  ])
})

test("a stream's first frame and its whole are timed by the clock that plays it", async () => {
  const clock = new ManualClock(0)
  const timing = { first_token_ms: 700, gap_ms: 1000, jitter: 0 }
  const slow = { scenarios: [{ when: 'slow', reply: { chunks: ['a', 'b', 'c'] }, timing }] }
  await using server = await startServer({ scenarios: slow, clock, date: clock.date, speed: 1 })
  const body = { messages: [{ role: 'user', content: 'slow' }], stream: true }
  const stream = call(server.port, CHAT, { method: 'POST', body })
  const samples = async () => parse((await call(server.port, '/_emulator/metrics')).text)
  expect(await clock.untilWaiting(1, 20_000)).toBe(true)
  expect((await samples()).get('bifrost_emulator_streams_active')).toBe(1)
  await clock.advanceToIdle(60_000)
  await stream
  const after = await samples()
  expect(after.get('bifrost_emulator_streams_active')).toBe(0)
  expect(after.get('bifrost_emulator_first_token_seconds_sum')).toBe(0.7)
  const whole = after.get('bifrost_emulator_stream_duration_seconds_sum')!
  expect([whole > 2.6, whole < 4.8]).toEqual([true, true])
})

describe('names that clients choose', () => {
  const textOf = (counter: LabelledCounter) => {
    const out = new Exposition()
    out.labelled('x_total', 'Help.', counter)
    return parse(out.toString())
  }

  test('are escaped', () => {
    const counter = new LabelledCounter(['deployment'])
    counter.add(['a"b\\c\nd'])
    expect(textOf(counter).get('bifrost_emulator_x_total{deployment="a\\"b\\\\c\\nd"}')).toBe(1)
  })

  test('are counted as one more beyond 200 of a label, and the other labels are still told', () => {
    const counter = new LabelledCounter(['deployment', 'status'])
    for (let n = 0; n < 2000; n++) counter.add([`d${n}`, n % 2 === 0 ? '200' : '404'])
    counter.add(['d7', '404'])
    const samples = textOf(counter)
    expect(samples.size).toBe(202)
    expect(samples.get('bifrost_emulator_x_total{deployment="d7",status="404"}')).toBe(2)
    expect(samples.get('bifrost_emulator_x_total{deployment="other",status="200"}')).toBe(900)
    expect(samples.get('bifrost_emulator_x_total{deployment="other",status="404"}')).toBe(900)
  })

  test('make no more than 2000 series together, none of them twice, and none is lost', () => {
    const counter = new LabelledCounter(['deployment', 'scenario', 'fault'])
    for (let n = 0; n < 20_000; n++) counter.add([`d${n % 190}`, `s${n % 170}`, `f${n % 3}`])
    counter.add(['other', 'other', 'other'])
    const samples = textOf(counter)
    expect(samples.size).toBe(2001)
    expect([...samples.values()].reduce((sum, count) => sum + count, 0)).toBe(20_001)
  })
})
