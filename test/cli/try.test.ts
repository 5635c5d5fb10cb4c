import { readFile, writeFile } from 'node:fs/promises'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { runCommandLine } from '../../src/cli/command-line.ts'
import { UsageError } from '../../src/cli/failure.ts'
import { CannotStart, WrongFiles } from '../../src/start/failures.ts'
import { newFolder, writeFiles } from '../disk/support.ts'

afterEach(() => {
  vi.restoreAllMocks()
})

const RULES = `scenarios:
  - name: refund
    when: { message: /refund.*(\\d+)/, header: { x-team: red } }
    reply: 'Refunded {{ match[1] }}.'
  - { name: hello, when: hello, reply: Hi there!, timing: { first_token_ms: 100, tokens_per_second: 10, jitter: 0 } }
  - { name: hello too, when: { message: hello, stream: true }, priority: -1, reply: Hi again! }
  - { name: dead, when: cut me, reply: one two three four five six, faults: [{ cut: { after: 2 } }] }
`

async function folder(request: unknown) {
  const place = await newFolder()
  await writeFiles(place, {
    'rules/a.yaml': RULES,
    'r.json': typeof request === 'string' ? request : JSON.stringify(request),
  })
  return { rules: `${place}/rules`, request: `${place}/r.json`, place }
}

async function say(...args: string[]): Promise<string> {
  const written: string[] = []
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    written.push(String(text))
    return true
  })
  await runCommandLine(args)
  return written.join('')
}

const body = (content: string) => ({ messages: [{ role: 'user', content }] })

describe('match', () => {
  test('tells who answers, who would later, and why the others do not', async () => {
    const { rules, request } = await folder(body('hello'))
    const result = JSON.parse(await say('match', request, '--scenarios', rules, '--stream', '--json'))
    expect(result).toMatchObject({
      status: 200,
      calls: 1,
      scenario: { name: 'hello', at: `${rules}/a.yaml:5:5` },
      later: [{ name: 'hello too' }],
    })
    expect(result.others.map((it: { name: string; path: string }) => [it.name, it.path])).toEqual([
      ['refund', 'message'],
      ['dead', 'message'],
    ])
    const text = await say('match', request, '--scenarios', rules)
    expect(text).toContain('"hello" (')
    expect(text).toContain('stream: expected true, got false')
  })

  test('a near word, and the header that is missing', async () => {
    const { rules, request } = await folder(body('helo'))
    expect(await say('match', request, '--scenarios', rules)).toMatch(
      /no scenario answers: a fake does[\s\S]*hint: "helo" is close to "hello"/,
    )
    await writeFile(request, JSON.stringify(body('refund 12')))
    expect(await say('match', request, '--scenarios', rules)).toMatch(
      /header\.x-team: expected "red", got nothing/,
    )
    expect(await say('match', request, '--scenarios', rules, '--header', 'X-Team: red')).toContain(
      '"refund" (',
    )
  })

  test('a curl command, a whole request and a recorded one', async () => {
    const { rules, place } = await folder('')
    const url = 'http://localhost:8080/openai/openai/deployments/gpt-4o/chat/completions'
    const curl = `curl -H 'x-team: red' '${url}' -d '${JSON.stringify(body('refund 7'))}'`
    expect(await say('match', '--curl', curl, '--scenarios', rules)).toContain('"refund" (')
    const whole = { url, headers: { 'X-Team': 'red' }, body: body('refund 7') }
    await writeFile(`${place}/w.json`, JSON.stringify(whole))
    expect(await say('match', `${place}/w.json`, '--scenarios', rules)).toContain('"refund" (')
    const path = '/openai/openai/deployments/gpt-4o/chat/completions'
    const entry = {
      request: {
        method: 'POST',
        path,
        query: '',
        headers: [['x-team', 'red']],
        body: JSON.stringify(body('refund 7')),
      },
    }
    await writeFile(`${place}/e.json`, JSON.stringify(entry))
    expect(await say('match', `${place}/e.json`, '--scenarios', rules)).toContain('"refund" (')
  })

  test('a request that the gateway refuses by itself', async () => {
    const { rules } = await folder('')
    const curl = "curl http://h/openai/openai/deployments/gpt-4o/chat/completions -d 'no json'"
    expect(await say('match', '--curl', curl, '--scenarios', rules)).toContain(
      'the gateway answers by itself, status 500',
    )
  })

  test('what cannot be read is told in a sentence', async () => {
    const { rules, request, place } = await folder('{ "messages": [ }')
    await expect(say('match', request, '--scenarios', rules)).rejects.toThrow(WrongFiles)
    await expect(say('match', request, '--scenarios', rules)).rejects.toThrow(/r\.json:1:17 /)
    await expect(say('match', `${place}/no.json`)).rejects.toThrow(CannotStart)
    await expect(say('match')).rejects.toThrow(UsageError)
    await writeFile(request, '[1]')
    await expect(say('match', request)).rejects.toThrow(/a request is a JSON object/)
  })
})

describe('plan', () => {
  test('tells what chaos of the files does to it', async () => {
    const { rules, request } = await folder(body('hello'))
    await writeFiles(rules, { 'chaos.yaml': 'chaos: { name: evening, error: azure.rate_limit }\n' })
    const text = await say('plan', request, '--scenarios', rules)
    expect(text).toMatch(
      /^no scenario, hit by chaos\(evening\)=azure.rate_limit, seed \d+, whole answer, 0 ms\n/,
    )
    expect(text).toContain('HTTP/1.1 429')
  })

  test('the timeline of a stream, the same each time', async () => {
    const { rules, request } = await folder(body('hello'))
    const args = ['plan', request, '--scenarios', rules, '--stream', '--seed', '7', '--json']
    const result = JSON.parse(await say(...args))
    expect(result).toMatchObject({ scenario: 'hello', events: expect.any(Array) })
    const bodies = result.events.filter((it: { kind: string }) => it.kind === 'body')
    expect(bodies[0].at).toBe(100)
    const content = bodies.map(({ text }: { text: string }) =>
      text.startsWith('data: {') ? (JSON.parse(text.slice(6)).choices[0].delta.content ?? '') : '',
    )
    expect(content.join('')).toBe('Hi there!')
    expect(result.events.at(-1).kind).toBe('end')
    const times = result.events.map(({ at }: { at: number }) => at)
    expect(times).toEqual([...times].sort((a, b) => a - b))
    const again = JSON.parse(await say(...args))
    expect(again.events.slice(1)).toEqual(result.events.slice(1))
  })

  test('as lines, with the fault that breaks it off', async () => {
    const { rules, request } = await folder(body('cut me'))
    const text = await say('plan', request, '--scenarios', rules, '--stream')
    expect(text).toMatch(
      /^scenario "dead", seed \d+, stream of 2 frames, \d+ ms\n\n +\d+ ms {2}HTTP\/1\.1 200\n/,
    )
    expect(text).toMatch(
      /\d+ ms {2}the connection is closed before the answer is complete\n+clients misread: no-finish-reason\n  @ai-sdk\/openai-compatible: .+\n$/,
    )
  })
})

describe('init', () => {
  test('writes a folder that is fine, and never over a file', async () => {
    const place = `${await newFolder()}/new/scenarios`
    expect(await say('init', place)).toContain('7 files written')
    await writeFile(`${place}/hello.yaml`, 'scenarios: []\n')
    expect(await say('init', place)).toContain('0 files written')
    expect(await readFile(`${place}/hello.yaml`, 'utf8')).toBe('scenarios: []\n')
    expect(await say('validate', place)).toMatch(/^fine: \d+ scenarios from 6 files/)
  })

  test('a folder that cannot be made is told in a sentence', async () => {
    const place = await newFolder()
    await writeFile(`${place}/file`, '')
    await expect(say('init', `${place}/file`)).rejects.toThrow(CannotStart)
  })
})

describe('validate', () => {
  test.each([
    ['azure', 'content_filter_results'],
    ['docs', 'total_cost'],
  ])('as --gateway %s', async (gateway, has) => {
    const { rules, request } = await folder(body('hello'))
    expect(await say('plan', request, '--scenarios', rules, '--gateway', gateway)).toContain(has)
  })

  test('warns of a deployment that the configuration of the gateway does not know', async () => {
    const place = await newFolder()
    const azure = {
      keys: [
        {
          name: 'k',
          value: 'v',
          models: [],
          azure_key_config: { endpoint: 'http://h', deployments: { chat: 'gpt-4o-prod' } },
        },
      ],
    }
    await writeFiles(place, {
      'config.json': JSON.stringify({ providers: { azure } }),
      's/a.yaml':
        'scenarios:\n  - { when: { deployment: chat }, reply: x }\n  - { when: { deployment: gpt-4o-prod }, reply: x }\n  - { when: { deployment: [chta, other] }, reply: x }\n',
    })
    const result = JSON.parse(
      await say('validate', `${place}/s`, '--json', '--bifrost-config', `${place}/config.json`),
    )
    expect(result).toMatchObject({
      ok: true,
      warnings: [
        { code: 'unknown-deployment', line: 4, hint: expect.stringContaining('did you mean "chat"?') },
      ],
    })
    expect(result.warnings).toHaveLength(1)
  })
})
