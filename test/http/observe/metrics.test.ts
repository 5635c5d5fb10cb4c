import { describe, expect, test } from 'vitest'
import { Exposition } from '../../../src/http/observe/exposition.ts'
import { Histogram } from '../../../src/http/observe/histogram.ts'
import { LabelledCounter } from '../../../src/http/observe/labelled-counter.ts'
import { call, CHAT, chat } from '../call.ts'
import { startServer } from '../../support/start-service.ts'

const scenarios = {
  scenarios: [
    { when: 'hello', reply: 'Hi.' },
    { when: 'cut', reply: 'one two three', faults: [{ cut: { after: 1 } }] },
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
    expect(requests('deployment="gpt-4o",status="200",answered_by="scenario",ended="end"')).toBe(2)
    expect(requests('deployment="gpt-4o",status="200",answered_by="fake",ended="end"')).toBe(1)
    expect(requests('deployment="gpt-4o",status="500",answered_by="gateway",ended="end"')).toBe(1)
    expect(requests('deployment="gpt-4o",status="200",answered_by="scenario",ended="cut"')).toBe(1)
    expect(requests('deployment="gpt-4o",status="429",answered_by="error",ended="end"')).toBe(1)
    expect(samples.get('bifrost_emulator_faults_total{fault="cut"}')).toBe(1)
    expect(samples.get('bifrost_emulator_orders_total{by="next"}')).toBe(1)
    expect(samples.get('bifrost_emulator_requests_active')).toBe(0)
    expect(samples.get('bifrost_emulator_streams_active')).toBe(0)
    expect(samples.get('bifrost_emulator_journal_entries')).toBe(6)
    expect(samples.get('bifrost_emulator_request_duration_seconds_count')).toBe(6)
    expect(samples.get('bifrost_emulator_request_duration_seconds_bucket{le="+Inf"}')).toBe(6)
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

test('names that clients choose are escaped, and too many of them are counted together', () => {
  const counter = new LabelledCounter(['deployment'])
  counter.add(['a"b\\c\nd'])
  for (let n = 0; n < 2000; n++) counter.add([`d${n}`])
  const out = new Exposition()
  out.labelled('x_total', 'Help.', counter)
  const samples = parse(out.toString())
  expect(samples.get('bifrost_emulator_x_total{deployment="a\\"b\\\\c\\nd"}')).toBe(1)
  expect([samples.size, samples.get('bifrost_emulator_x_total{deployment="other"}')]).toEqual([1001, 1001])
})
