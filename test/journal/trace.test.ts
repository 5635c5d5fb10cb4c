import { describe, expect, test } from 'vitest'
import { createLog } from '../../src/cli/output/log.ts'
import { HeaderMap } from '../../src/message/header-map.ts'
import { readTraceParent } from '../../src/message/trace-context.ts'
import { call, chat } from '../http/call.ts'
import { startServer } from '../support/start-service.ts'

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736'
const PARENT = `00-${TRACE}-00f067aa0ba902b7-01`
const KNOWN = { traceId: TRACE, spanId: '00f067aa0ba902b7', flags: 1 }

/** What the W3C recommendation wants of each. */
describe('traceparent', () => {
  test.each<[string, readonly string[], object | undefined]>([
    ['as clients send it', [PARENT], KNOWN],
    ['not kept by the client', [PARENT.replace(/01$/, '00')], { ...KNOWN, flags: 0 }],
    ['of a version to come', [PARENT.replace(/^00/, '01')], KNOWN],
    ['of a version to come that adds something', [`${PARENT.replace(/^00/, 'cc')}-more`], KNOWN],
    ['of this version with something more', [`${PARENT}-more`], undefined],
    ['of a version to come with something more that has no dash', [`${PARENT}.more`], undefined],
    ['of the version that is none', [PARENT.replace(/^00/, 'ff')], undefined],
    ['in capitals', [PARENT.toUpperCase()], undefined],
    ['a trace of zeros', [PARENT.replace(TRACE, '0'.repeat(32))], undefined],
    ['a span of zeros', [PARENT.replace('00f067aa0ba902b7', '0'.repeat(16))], undefined],
    ['too short', ['00-11'], undefined],
    ['two that differ', [PARENT, PARENT.replace('4bf', '5bf')], undefined],
    ['none', [], undefined],
  ])('%s', (_what, values, read) => {
    expect(readTraceParent(new HeaderMap(values.map((value) => ['traceparent', value])))).toEqual(read)
  })
})

describe('the trace of a request', () => {
  test('stands in the journal, the archive and the log, and finds the exchange', async () => {
    await using server = await startServer()
    await chat(server.port, 'before')
    await chat(server.port, 'hello', { traceparent: PARENT })
    const journal = async (query: string) => (await call(server.port, `/_emulator/journal${query}`)).json()
    const [other, one] = (await journal(''))['entries'] as Record<string, unknown>[]
    expect(other).not.toHaveProperty('trace_id')
    expect(one).toMatchObject({ id: 'x2', trace_id: TRACE })
    expect(await journal(`?trace=${TRACE}`)).toMatchObject({ entries: [{ id: 'x2' }] })
    expect(await journal('?format=har')).toMatchObject({
      log: { entries: [{ _emulator: { trace_id: null } }, { _emulator: { trace_id: TRACE } }] },
    })
    let text = ''
    const log = createLog('json', { write: (line) => (text += line) }, { write: () => undefined })
    for (const entry of server.service.emulator.journal.list()) log.exchange(entry, entry.at)
    const [quiet, told] = text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as object)
    expect(quiet).not.toHaveProperty('trace_id')
    expect(told).toMatchObject({ exchange: 'x2', trace_id: TRACE })
  })

  test.each([
    ['1.4.19', { emulatorHeaders: true }, { 'x-emulator-trace-id': TRACE }],
    // No recorded answer of a gateway tells of a trace.
    ['1.4.19', { emulatorHeaders: false }, {}],
    ['1.5.1', { emulatorHeaders: false }, {}],
    ['azure', { emulatorHeaders: true }, {}],
    ['2.2', { emulatorHeaders: false }, { 'x-bifrost-trace-id': TRACE }],
  ] as const)('is told by %s, %o, as %o', async (gateway, options, told) => {
    await using server = await startServer({ gateway, ...options })
    const target =
      gateway === 'azure'
        ? '/openai/deployments/gpt-4o/chat/completions?api-version=2024-10-21'
        : '/openai/openai/deployments/gpt-4o/chat/completions'
    const ask = (headers: Record<string, string>) =>
      call(server.port, target, {
        method: 'POST',
        headers: { 'api-key': 'k', ...headers },
        body: { messages: [{ role: 'user', content: 'hello' }] },
      })
    const { status, headers } = await ask({ traceparent: PARENT })
    const traces = Object.entries(headers).filter(([name, value]) => /trace/.test(name) || value === PARENT)
    expect([status, Object.fromEntries(traces)]).toEqual([200, told])
    for (const [name, value] of Object.entries((await ask({})).headers))
      if (/trace/.test(name))
        expect([name, value]).toEqual(['x-bifrost-trace-id', expect.not.stringMatching(TRACE)])
  })

  test.each([
    ['of another version', PARENT.replace(/^00/, '01'), /^[\da-f]{32}$/],
    ['in capitals', PARENT.toUpperCase(), TRACE.toUpperCase()],
    ['of zeros', `00-${'0'.repeat(32)}-${'0'.repeat(16)}-00`, '0'.repeat(32)],
  ])('%s: line 2.2 reads it as its sources do', async (_what, traceparent, told) => {
    await using server = await startServer({ gateway: '2.2' })
    const { headers } = await chat(server.port, 'hello', { traceparent })
    expect(headers['x-bifrost-trace-id']).toEqual(
      typeof told === 'string' ? told : expect.stringMatching(told),
    )
    if (typeof told !== 'string') expect(headers['x-bifrost-trace-id']).not.toBe(TRACE)
  })
})
