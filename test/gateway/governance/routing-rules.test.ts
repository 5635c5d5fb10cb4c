import { describe, expect, test } from 'vitest'
import { compileExpression } from '../../../src/gateway/cel/expression.ts'
import { checkConfig } from '../../../src/gateway/config/check-config.ts'
import { ROUTING_VARIABLES } from '../../../src/gateway/config/routing-rules.ts'
import { valueTree } from '../../../src/shape/source/value-tree.ts'
import { CaseServer, casePath } from '../../cases/case-server.ts'

const HELLO = [{ role: 'user', content: 'Hello' }]
const KEY = { 'x-bf-vk': 'sk-bf-prod' }

const start = (gateway: string) =>
  CaseServer.start('routing-rules', {
    config: 'config.json',
    scenarios: casePath('routing-rules', 'scenario.yaml'),
    gateway,
  })

/** What is asked, and which deployment answers. */
interface Asked {
  readonly model?: string
  readonly to?: string
  readonly headers?: Record<string, string>
  readonly body?: object
}

async function reply(server: CaseServer, { model = 'azure/gpt-4o', to = BARE, headers, body }: Asked) {
  const { status, body: said } = await server.ask(
    { ...(model !== '' && { model }), messages: HELLO, ...body },
    { to, ...(headers && { headers }) },
  )
  return status === 200 ? said.choices?.[0]?.message.content : [status, said.error?.message]
}

const BARE = '/openai/v1/chat/completions'
const PREMIUM = { 'x-tier': 'premium' }

describe.each(['1.4.19', '1.4.24', '1.5.1'])('routing rules of %s', (gateway) => {
  test.each<[string, Asked, unknown]>([
    ['none applies', {}, 'asked'],
    ['a header, whose name is written in capitals; the key is pinned', { headers: PREMIUM }, 'south'],
    ['the least priority that applies', { headers: { 'x-tier': 'basic' } }, 'small'],
    ["the gateway's own route", { headers: PREMIUM, to: '/v1/chat/completions' }, 'south'],
    [
      'a parameter of the query, and a model without a provider',
      { model: 'small', to: `${BARE}?Region=eu` },
      'small',
    ],
    [
      'a key that the request names comes before the pinned one',
      { headers: { ...PREMIUM, 'x-bf-api-key': 'north' } },
      'north',
    ],
    ['fallbacks, one with the model that was asked for', { headers: { 'x-try': 'fallback' } }, 'asked'],
    [
      'fallbacks in place of those of the request',
      { headers: { 'x-try': 'fallback' }, body: { fallbacks: ['azure/small'] } },
      'asked',
    ],
    [
      'the path decides where it names a deployment',
      { headers: { 'x-tier': 'basic' }, to: 'gpt-4o' },
      'asked',
    ],
    [
      'the key is pinned there all the same, whether it serves that deployment or not',
      { headers: PREMIUM, to: 'small' },
      [500, 'no supported key found with id "k-south" for provider: azure and model: small'],
    ],
    ['a body without a model is left alone', { model: '', headers: PREMIUM, to: 'gpt-4o' }, 'asked'],
    ['a rule of a key comes before that of its team', { headers: { ...KEY, 'x-scope': 'key' } }, 'small'],
    ['a rule of a team', { headers: { ...KEY, 'x-scope': 'team' } }, 'south'],
    ['a rule of a team does not apply without the key', { headers: { 'x-scope': 'team' } }, 'asked'],
    ['a rule of everybody applies to a key, too', { headers: { ...KEY, 'x-tier': 'basic' } }, 'small'],
  ])('%s', async (_, asked, wanted) => {
    await using server = await start(gateway)
    expect(await reply(server, asked)).toEqual(wanted)
  })

  test('how much of a limit is used', async () => {
    await using server = await start(gateway)
    const said: unknown[] = []
    for (let index = 0; index < 4; index++) said.push(await reply(server, { headers: KEY }))
    expect(said).toEqual(['asked', 'asked', 'asked', 'small'])
  })

  test('targets are drawn by weight, and for an equal request the same again', async () => {
    await using server = await start(gateway)
    const draw = (seed: number) => reply(server, { headers: { 'x-try': 'drawn' }, body: { seed } })
    const said: unknown[] = []
    for (let seed = 1; seed <= 12; seed++) said.push(await draw(seed))
    expect(new Set(said)).toEqual(new Set(['small', 'chained']))
    for (let seed = 1; seed <= 3; seed++) expect(await draw(seed)).toBe(said[seed - 1])
  })

  test('a rule that chains', async () => {
    await using server = await start(gateway)
    const said = await reply(server, { headers: { 'x-try': 'chain' } })
    expect(said).toBe(gateway === '1.5.1' ? 'north' : 'chained')
  })

  test('the start names the rule whose expression is wrong, with its place', async () => {
    await using server = await start(gateway)
    const [wrong] = server.notices.filter((notice) => notice.includes('routing_rules'))
    expect(wrong).toMatch(
      /config\.json:\d+:\d+ warning: governance\.routing_rules\[3\]\.cel_expression: Unknown variable: modell; the gateway passes over this rule/,
    )
    expect(wrong).toMatch(/did you mean "model"\?/)
  })
})

test('1.3.60 knows no rules, and says so', async () => {
  await using server = await start('1.3.60')
  expect(await reply(server, { headers: PREMIUM })).toBe('asked')
  expect(server.notices.join('\n')).toMatch(/line 1\.3\.60: governance\.routing_rules do not count there/)
})

describe('rules in the words of before 1.4.12, one of them without a scope', () => {
  const startOld = (gateway: string) =>
    CaseServer.start('routing-rules', {
      config: 'config-old.json',
      scenarios: casePath('routing-rules', 'scenario.yaml'),
      gateway,
    })
  const basic = { headers: { tier: 'basic' } }

  test('count in 1.4.10', async () => {
    await using server = await startOld('1.4.10')
    expect(await reply(server, basic)).toBe('small')
    expect(await reply(server, {})).toBe('asked')
    expect(server.notices.join('\n')).toMatch(
      /line 1\.4\.10: the routing rule "no scope" names no scope and applies to nothing there/,
    )
  })

  test.each(['1.4.19', '1.5.1'])('are passed over in %s, which says so', async (gateway) => {
    await using server = await startOld(gateway)
    expect(await reply(server, basic)).toBe('asked')
    expect(server.notices.join('\n')).toMatch(
      /the routing rule "old words" has no targets and is passed over, and its own provider and model do not count there/,
    )
  })
})

describe('what is wrong with a rule', () => {
  const RULE = { id: 'r', scope: 'global', targets: [{ provider: 'azure', weight: 1 }] }
  const problems = (routing_rules: readonly object[]) => {
    const file = { providers: { azure: {} }, governance: { teams: [{ id: 'ml' }], routing_rules } }
    return checkConfig(file, valueTree(file), {}).problems.map(
      ({ severity = 'error', message, hint }) => `${severity} ${message}${hint ? ` (${hint})` : ''}`,
    )
  }

  test.each<[string, object, RegExp | undefined]>([
    ['nothing', {}, undefined],
    [
      'a condition that is a text',
      { cel_expression: 'model' },
      /cel_expression: it is no condition but a string; the gateway passes/,
    ],
    ['a broken condition', { cel_expression: 'model ==' }, /cel_expression: Unexpected token: EOF/],
    [
      'types that do not fit',
      { cel_expression: 'request == 0' },
      /cel_expression: no such overload: double == int/,
    ],
    [
      'a function of an extension',
      { cel_expression: 'model.split("-")[0] == "gpt"' },
      /there is no function split/,
    ],
    [
      'a variable that is none',
      { cel_expression: 'user == "a"' },
      /Unknown variable: user.*\(there are model, provider/,
    ],
    [
      'a condition that takes long',
      { cel_expression: 'headers.all(a, headers.all(b, headers.all(c, a + b + c != "")))' },
      /it may take \d+ steps, and more than 20000 are too many/,
    ],
    [
      'a scope that is none',
      { scope: 'teams', scope_id: 'ml' },
      /\.scope: "teams" is no scope.*\(did you mean "team"\?\)/,
    ],
    [
      'a scope without an id',
      { scope: 'team' },
      /scope_id is missing, so the rule applies to no team \(teams have the ids ml\)/,
    ],
    ['an id that is none', { scope: 'team', scope_id: 'x' }, /there is no team with the id "x"/],
    [
      'a provider that is none',
      { targets: [{ provider: 'azur', weight: 1 }] },
      /targets\[0\]\.provider: the file has no provider "azur" \(did you mean "azure"\?\)/,
    ],
    [
      'weights that do not add up',
      { targets: [{ provider: 'azure', weight: 0.5 }] },
      /the weights add up to 0\.5/,
    ],
    [
      'a key without its provider',
      { targets: [{ key_id: 'k', weight: 1 }] },
      /targets\[0\]: a key is pinned without the provider/,
    ],
    [
      'a fallback without a provider',
      { fallbacks: ['gpt-4o'] },
      /fallbacks\[0\]: names no provider and is passed over/,
    ],
    [
      'a key that is misspelt',
      { cel_expresion: 'true' },
      /cel_expresion is not known here.*\(did you mean "cel_expression"\?\)/,
    ],
    [
      'a priority that is none',
      { priority: 1.5 },
      /^error governance\.routing_rules\[0\]\.priority must be a whole number/,
    ],
    [
      'a condition that is no text',
      { cel_expression: true },
      /^error governance\.routing_rules\[0\]\.cel_expression must be text/,
    ],
  ])('%s', (_, part, told) => {
    const found = problems([{ ...RULE, ...part }])
    if (told === undefined) expect(found).toEqual([])
    else expect(found.join('\n')).toMatch(told)
  })

  test('two rules of one id', () => {
    expect(problems([RULE, RULE]).join()).toMatch(/routing_rules\[1\]\.id: is that of routing_rules\[0\] too/)
  })
})

test('an expression of RE2 that keeps the engine busy for ever takes no time', async () => {
  const compiled = compileExpression('model.matches("^(a+)+$")', ROUTING_VARIABLES)
  expect(compiled.ok && compiled.expression.holds({ model: `${'a'.repeat(50)}!` })).toBe(false)
})

test('the documented names of headers are read one by one, so that others make no difference', () => {
  const compiled = compileExpression(
    'headers["X-Tier"] == "a" || "X-B" in headers || has(headers.c)',
    ROUTING_VARIABLES,
  )
  expect(compiled).toMatchObject({
    ok: true,
    expression: { keys: new Map([['headers', new Set(['x-tier', 'x-b', 'c'])]]) },
  })
})

test('an unknown virtual key is refused, whatever the rules say', async () => {
  await using server = await start('1.4.19')
  const { status } = await server.ask(
    { model: 'azure/gpt-4o', messages: HELLO },
    { to: BARE, headers: { ...PREMIUM, 'x-bf-vk': 'sk-bf-nobody' } },
  )
  expect(status).toBe(403)
})
