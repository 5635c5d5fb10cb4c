import { createRandom, type Random } from '../../src/random/random.ts'
import { mutatedJson, mutatedText } from './mutate.ts'
import { CHAT, CONFIG, CONTROL, CURL, FRAGMENTS, SCENARIO_FILE, SCHEMAS } from './seeds.ts'

/** One hostile input. It depends on the seed and its number alone, so that a number is enough to see it again. */
export type FuzzInput =
  | { readonly kind: 'raw'; readonly bytes: string }
  | { readonly kind: 'chat'; readonly body: string }
  | { readonly kind: 'schema'; readonly schema: unknown }
  | { readonly kind: 'tool'; readonly schema: unknown }
  | { readonly kind: 'scenario'; readonly type: string; readonly text: string }
  | {
      readonly kind: 'control'
      readonly method: string
      readonly path: string
      readonly body: string | undefined
    }
  | { readonly kind: 'config'; readonly text: string }
  | { readonly kind: 'curl'; readonly text: string }

export const KINDS = ['schema', 'raw', 'tool', 'chat', 'scenario', 'control', 'config', 'curl'] as const
export type FuzzKind = (typeof KINDS)[number]

const KEYWORDS = [
  'minItems',
  'maxProperties',
  'pattern',
  'format',
  'required',
  'enum',
  'const',
  'allOf',
  'not',
  '$ref',
  'additionalProperties',
  'type',
  'multipleOf',
  'if',
  'items',
  'uniqueItems',
  '$defs',
  'properties',
]

export function fuzzInput(seed: number, number: number, kinds: readonly FuzzKind[] = KINDS): FuzzInput {
  const kind = kinds[number % kinds.length]!
  const random = createRandom(seed).fork(`${kind} ${number}`)
  switch (kind) {
    case 'raw':
      return { kind, bytes: rawRequest(random) }
    case 'chat':
      return { kind, body: spoilt(JSON.stringify(mutatedJson(CHAT, random)), random, 0.3) }
    case 'schema':
    case 'tool':
      // As it is sent: lists have no holes.
      return { kind, schema: JSON.parse(JSON.stringify(hostileSchema(random))) as unknown }
    case 'scenario':
      return random.next() < 0.5
        ? { kind, type: 'application/yaml', text: mutatedText(SCENARIO_FILE, random) }
        : {
            kind,
            type: 'application/json',
            text: spoilt(
              JSON.stringify({
                scenarios: [
                  mutatedJson(
                    {
                      when: { message: '/a(b)?/i' },
                      reply: { text: 'x', tool_calls: [] },
                      timing: { gap_ms: 1 },
                    },
                    random,
                  ),
                ],
              }),
              random,
              0.2,
            ),
          }
    case 'control': {
      const [method, path, body] = random.pick(CONTROL)
      const text =
        body === undefined ? undefined : spoilt(JSON.stringify(mutatedJson(body, random)), random, 0.2)
      return { kind, method, path: random.next() < 0.2 ? mutatedText(path, random) : path, body: text }
    }
    case 'config':
      return { kind, text: spoilt(JSON.stringify(mutatedJson(CONFIG, random)), random, 0.3) }
    case 'curl':
      return { kind, text: mutatedText(CURL, random) }
  }
}

/** A real schema with other parts in some of its places, and now and then spoilt altogether. */
export function mutatedSchema(random: Random): unknown {
  const schema = structuredClone(random.pick(SCHEMAS)) as Record<string, unknown>
  for (let left = random.int(1, 4); left > 0; left--) {
    const places: [Record<string, unknown>, string][] = []
    collect(schema, places)
    const fragment = structuredClone(random.pick(FRAGMENTS))
    if (places.length === 0) Object.assign(schema, fragment)
    else {
      const [node, key] = random.pick(places)
      const own = node[key] as object
      node[key] = random.next() < 0.5 ? fragment : { ...own, ...fragment }
    }
  }
  return schema
}

function hostileSchema(random: Random): unknown {
  const schema = mutatedSchema(random)
  return random.next() < 0.4 ? mutatedJson(schema, random, KEYWORDS) : schema
}

/** Where schemas stand: in properties, items and lists of choices. */
function collect(node: unknown, places: [Record<string, unknown>, string][]): void {
  if (typeof node !== 'object' || node === null) return
  for (const [key, child] of Object.entries(node)) {
    if (typeof child !== 'object' || child === null) continue
    if (['properties', 'anyOf', 'oneOf', 'allOf', '$defs', 'definitions'].includes(key))
      for (const name of Object.keys(child))
        if (isPlain((child as Record<string, unknown>)[name]))
          places.push([child as Record<string, unknown>, name])
    if (key === 'items' && isPlain(child)) places.push([node as Record<string, unknown>, key])
    collect(child, places)
  }
}

function isPlain(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function spoilt(text: string, random: Random, chance: number): string {
  return random.next() < chance ? mutatedText(text, random) : text
}

function rawRequest(random: Random): string {
  const body = JSON.stringify(CHAT)
  const method = random.pick(['POST', 'GET', 'OPTIONS', 'HEAD', 'PUT', 'PRI', 'post', ''])
  const target = random.pick([
    '/openai/openai/deployments/gpt-4o/chat/completions',
    '/v1/chat/completions',
    '/openai/openai/deployments/%00%ff/../chat/completions?a=%zz',
    '//health',
    '*',
    'http://other.example/health',
    `/${'a/'.repeat(random.int(1, 400))}`,
  ])
  const headers = ['Host: 127.0.0.1', 'Content-Type: application/json']
  headers.push(
    random.pick([
      `Content-Length: ${Buffer.byteLength(body)}`,
      'Content-Length: 5',
      'Content-Length: -1',
      'Content-Length: 99999999999',
      'Transfer-Encoding: chunked',
      'Transfer-Encoding: gzip, chunked',
      `Content-Length: ${body.length}\r\nContent-Length: 3`,
      'Content-Encoding: gzip',
    ]),
  )
  for (let left = random.int(0, 3); left > 0; left--)
    headers.push(
      random.pick([
        'Expect: 100-continue',
        'Connection: close, upgrade',
        'Upgrade: websocket',
        `X-Long: ${'y'.repeat(random.int(1, 9_000))}`,
        'X-Fold: a\r\n b',
        ': nothing',
        'x-emulator-fault: cut:after=x',
        'x-emulator-seed: 1e99',
        'x-emulator-session: \u0001',
        'Authorization: Bearer sk-bf-nobody',
        'Origin: https://a.example',
        'x-bf-eh-a: b',
      ]),
    )
  const sent = random.pick([body, body, `5\r\nhello\r\n0\r\n\r\n`, 'ffffffff\r\nx', body.slice(0, 40), ''])
  const whole = `${method} ${target} HTTP/1.${random.int(0, 2)}\r\n${headers.join('\r\n')}\r\n\r\n${sent}`
  return random.next() < 0.5 ? mutatedText(whole, random) : whole
}
