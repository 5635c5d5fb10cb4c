import { afterEach, describe, expect, test, vi } from 'vitest'
import { runCommandLine } from '../../src/cli/command-line.ts'
import { UsageError } from '../../src/cli/failure.ts'
import { clientView } from '../../src/cli/commands/upgrade/client-view.ts'
import { differences } from '../../src/cli/commands/upgrade/differences.ts'
import { fittingRequest } from '../../src/cli/commands/upgrade/fitting-request.ts'
import { WrongFiles } from '../../src/start/failures.ts'
import { newFolder, writeFiles } from '../disk/support.ts'
import { ask, says } from '../plan/ask.ts'
import { bookOf, testEmulator } from '../support/start-service.ts'

afterEach(() => {
  vi.restoreAllMocks()
})

const FILES = {
  'a.yaml': `scenarios:
  - { name: hello, when: hello, reply: Hi there! }
  - { name: filtered, when: { message: /filter \\d+/ }, error: azure.content_filter }
  - { name: twice, when: twice, replies: [One., { error: azure.rate_limit }] }
  - { name: streamed, when: { message: on, stream: true }, reply: Going on., faults: [{ upstream_cut: { after: 2 } }] }
  - { name: later, when: { message: later, state: begun }, reply: Much later. }
`,
}

async function upgrade(...args: string[]): Promise<string> {
  const place = await newFolder()
  await writeFiles(place, FILES)
  const written: string[] = []
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    written.push(String(text))
    return true
  })
  await runCommandLine(['upgrade', place, ...args])
  return written.join('')
}

describe('a request is made that a rule answers', () => {
  test.each([
    { message: 'hello' },
    { message: '/refund.*order (\\d+)/i' },
    { message: { contains: 'one', starts_with: 'two', ends_with: 'three' } },
    { message: { not: 'x' }, system: 'pirate' },
    { any_message: 'anything' },
    { deployment: ['gpt-4o-mini', 'other'], stream: false },
    { tools: ['search', 'mail'], tool_choice: 'search' },
    { tool_result: 'search' },
    { tool_result: { name: 'search', content: 'found' }, turn: 2 },
    { turn: 3, model: 'gpt-4' },
    { response_format: 'json_object' },
    { response_format: 'invoice' },
    { header: { 'x-team': 'red' }, query: { user: 'a b' }, session: 's1' },
    { body: { temperature: { lt: 1 }, 'metadata.tenant': 'acme', 'stop[0]': 'END', seed: { gte: 3 } } },
    { any: [{ message: 'left' }, { message: 'right' }] },
    { all: [{ message: 'left' }, { message: 'right' }] },
    { all: [{ message: 'left' }, { body: { user: { exists: true } } }] },
  ])('%j', (when) => {
    const scenarios = { scenarios: [{ name: 'the one', when, reply: 'x' }] }
    const { deployment, headers, query, body } = fittingRequest(bookOf(scenarios).rules[0])
    const at = query === '' ? deployment : `${deployment}/chat/completions?${query}#`
    const { entry } = ask(testEmulator({ scenarios }), body, { deployment: at, headers })
    expect(entry.calls.map((call) => call.rule)).toEqual(['the one'])
  })
})

describe('differences', () => {
  const view = (text: string, stream = false, gateway = '1.4.19') => {
    const scenarios = { scenarios: [{ reply: text }] }
    return clientView(ask(testEmulator({ scenarios, gateway }), says('x', { stream })).plan)
  }

  test.each([false, true])('of an answer to itself: none (stream: %s)', (stream) => {
    expect(differences(view('one two', stream), view('one two', stream))).toEqual([])
  })

  test('a text that comes in pieces is one text', () => {
    const found = differences(view('one two three', true), view('one two four', true))
    // Another answer has another id, too.
    const others = found.filter(({ what }) => what !== 'id')
    expect(others).toEqual([
      {
        part: 'stream',
        kind: 'changed',
        what: 'choices[].delta.content',
        from: '"one two three"',
        to: '"one two four"',
      },
    ])
  })

  test('what comes or goes is told once, at the top of it', () => {
    const found = differences(view('x'), view('x', false, 'docs'))
    const told = found.map(({ kind, what }) => `${kind} ${what}`)
    expect(told.filter((it) => !it.includes('_tokens_details'))).toEqual([
      'removed extra_fields.provider_response_headers',
      'added usage.cost',
    ])
    expect(told).toContain('added usage.prompt_tokens_details.cached_read_tokens')
  })
})

describe('bifrost-emulator upgrade', () => {
  test('tells what a client would see change', async () => {
    const said = await upgrade('--from', '1.4.19', '--to', 'docs')
    expect(said).toMatch(
      /^1\.4\.19 → docs: 5 scenarios and a made-up answer, 13 requests asked of both, \d+ answered differently\n/,
    )
    expect(said).toContain('\nStatus\n  2 answers: twice\n    ~ status: 429 → 400\n')
    expect(said).toContain('    + usage.cost  { input_tokens_cost, ')
    expect(said).toContain('Asked for by name, as no request was found that they answer: later\n')
  })

  test('Azure: what goes away with the gateway', async () => {
    const said = await upgrade('--to', 'azure')
    expect(said).toContain('Connection\n  1 answer: streamed\n    ~ how the connection ends: end → cut\n')
    expect(said).toContain('    - server  fasthttp\n')
    expect(said).toContain('    + error: type, status, innererror\n')
  })

  test('for machines', async () => {
    const result = JSON.parse(await upgrade('--to', 'docs', '--json')) as Record<string, any>
    expect(result).toMatchObject({ from: '1.4.19', to: 'docs', scenarios: 5, compared: 13, named: ['later'] })
    expect(result['changes'][0]).toEqual({
      part: 'status',
      kind: 'changed',
      what: 'status',
      from: '429',
      to: '400',
      in: [
        { scenario: 'twice', stream: false, reply: 2 },
        { scenario: 'twice', stream: true, reply: 2 },
      ],
    })
  })

  test('a configuration in the words of the line that is now', async () => {
    const place = await newFolder()
    const key = { name: 'k', azure_key_config: { endpoint: 'https://x', deployments: { 'gpt-4o': 'prod' } } }
    await writeFiles(place, { 'config.json': JSON.stringify({ providers: { azure: { keys: [key] } } }) })
    const said = await upgrade('--to', '1.5.1', '--bifrost-config', `${place}/config.json`)
    expect(said).toContain(
      '\nConfiguration\n  line 1.5.1: the key "k" of azure lists no models and serves none; "models": ["*"] is all of them\n' +
        '  line 1.5.1: the key "k" of azure has deployments, which do not count there; its "aliases" do\n',
    )
    expect(said).toContain('no keys found that support model: ')
    const back = await upgrade(
      '--to',
      '1.4.19',
      '--from',
      '1.5.1',
      '--bifrost-config',
      `${place}/config.json`,
    )
    expect(back).not.toContain('\nConfiguration\n')
  })

  test('the same line: no change', async () => {
    expect(await upgrade('--to', '1.4.19')).toMatch(/, 0 answered differently\n\nA client sees no change\.\n/)
  })

  test.each([
    [['--to', 'azur'], '--to: "azur" is no version of the gateway and no other line; did you mean "azure"?'],
    [['--to', 'docs', '--from', '1.4.19,docs'], '--from must be one line, got "1.4.19,docs"'],
    [[], 'upgrade to which line? Give --to'],
  ])('wrong usage: %j', async (args, message) => {
    await expect(upgrade(...args)).rejects.toThrow(UsageError)
    await expect(upgrade(...args)).rejects.toThrow(message)
  })

  test('a file with a mistake', async () => {
    const place = await newFolder()
    await writeFiles(place, { 'a.yaml': 'scenarios: 7' })
    await expect(runCommandLine(['upgrade', '--to', 'docs', place])).rejects.toThrow(WrongFiles)
  })
})
