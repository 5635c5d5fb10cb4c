import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'

const src = new URL('../src/', import.meta.url).pathname

const map = readFileSync(path.join(src, 'README.md'), 'utf8')

/**
 * The rooms from top to bottom, as the map in `src/README.md` lists them. A file imports from its own room and from rows
 * above it; rooms of one row never import each other. `index` is the file beside the rooms.
 */
const ROWS: readonly (readonly string[])[] = map
  .slice(map.indexOf('<!-- rows -->'), map.indexOf('<!-- /rows -->'))
  .split('\n')
  .filter((line) => line.startsWith('| `'))
  .map((line) => [...line.split('|')[1]!.matchAll(/`([^`]+)`/g)].map((match) => match[1]!))

/** What a row would allow but the idea of the house does not. */
const FORBIDDEN: readonly (readonly [room: string, never: RegExp, why: string])[] = [
  [
    'gateway',
    /^(scenario|fake|provider)$/,
    'the gateway knows of the deployment only what comes over the wire',
  ],
  [
    'azure',
    /^(scenario|fake)$/,
    'Azure at the door knows of the deployment behind it only what that answers',
  ],
  ['provider', /^(gateway|azure|documented-api)$/, 'the deployment does not know who asks'],
  ['play', /^(?!plan$|message$|play$)/, 'the player knows plans alone'],
  ['page', /^(?!page$)/, 'the page knows the control routes alone'],
]

/** Down to here an exchange is a pure function. */
const PURE = new Set(ROWS.slice(0, 1 + ROWS.findIndex((row) => row.includes('exchange'))).flat())
const IMPURE_MODULES =
  /^(fastify|chokidar|yargs|node:(fs|net|http|https|timers|child_process|dgram|dns|tls|worker_threads)(\/.*)?)$/
const IMPURE_CALLS =
  /\b(Math\.random|Date\.now|performance\.now|setTimeout|setInterval|setImmediate)\b|new Date\(\)/

interface SourceFile {
  readonly name: string
  readonly room: string
  readonly text: string
  readonly imports: readonly string[]
}

const files = readdirSync(src, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts') || name.endsWith('.tsx'))
  .map((name): SourceFile => {
    const text = readFileSync(path.join(src, name), 'utf8')
    const imports = [
      ...text.matchAll(/^(?:import|export)\s[^'"]*?from\s+'([^']+)'|^import '([^']+)'|import\('([^']+)'\)/gm),
    ]
    return {
      name,
      room: roomOf(name),
      text,
      imports: imports.map((match) => match[1] ?? match[2] ?? match[3] ?? ''),
    }
  })

function roomOf(name: string): string {
  return name.includes('/') ? name.slice(0, name.indexOf('/')) : name.replace(/\.tsx?$/, '')
}

function rowOf(room: string): number {
  return ROWS.findIndex((row) => row.includes(room))
}

describe('the import rule', () => {
  test('every room has a row', () => {
    expect([...new Set(files.map((file) => file.room))].filter((room) => rowOf(room) === -1)).toEqual([])
  })

  test('is kept', () => {
    const broken = files.flatMap((file) =>
      file.imports
        .filter((it) => it.startsWith('.'))
        .map((it) => path.relative(src, path.resolve(src, path.dirname(file.name), it)))
        .filter((target) => !target.startsWith('..'))
        .flatMap((target) => complaint(file.room, roomOf(target)) ?? [])
        .map((problem) => `${file.name}: ${problem}`),
    )
    expect(broken).toEqual([])
  })
})

function complaint(from: string, to: string): string | undefined {
  if (from === to) return undefined
  const rule = FORBIDDEN.find(([room, never]) => room === from && never.test(to))
  if (rule !== undefined) return `${from} imports ${to}: ${rule[2]}`
  return rowOf(to) < rowOf(from) ? undefined : `${from} imports ${to}, which is not above it`
}

describe('an exchange is a pure function', () => {
  const pure = files.filter((file) => PURE.has(file.room))

  test('without I/O', () => {
    const impure = pure.flatMap((file) =>
      file.imports.filter((it) => IMPURE_MODULES.test(it)).map((it) => `${file.name} imports ${it}`),
    )
    expect(impure).toEqual([])
  })

  test('without a clock or chance of its own', () => {
    const impure = pure.flatMap((file) => {
      const code = file.text.replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '')
      const found = IMPURE_CALLS.exec(code)
      return found === null ? [] : [`${file.name}: ${found[0]}`]
    })
    expect(impure).toEqual([])
  })
})

describe('which release the gateway is', () => {
  test('is asked for by name only in the profiles', () => {
    const asked = files.filter(
      (file) => !file.name.startsWith('gateway/profiles/') && /(line|version)\s*===?\s*'\d/.test(file.text),
    )
    expect(asked.map((file) => file.name)).toEqual([])
  })
})

/** What every request passes through. */
const HOT =
  /^(exchange\/|deployment\/|play\/|plan\/[^/]+$|message\/|gateway\/(gateway|front)\.ts|gateway\/core\/(run-core|retries|accounting)|gateway\/routing\/(read-chat-request|route|deployment-path)|gateway\/response\/(whole-answer|response|write-answer|text-templates)|provider\/(provider|format\/.*|timing\/pace)\.ts|http\/(gateway-requests|reply-sink|service)\.ts)/

/**
 * On Node 20 a literal that begins with a spread and goes on with a key gives every object a hidden class of its own, unless
 * the key stood in what was spread. That costs 15 to 40 times as much, and all who read such an object pay as well. Whether the
 * key is new cannot be seen here, so hot code does without the form: keys written out, or the spread last.
 */
test('no object on the way of a request begins with a spread and then adds a key', () => {
  const found = files
    .filter((file) => HOT.test(file.name))
    .flatMap(({ name, text }) => spreadFirst(text).map((literal) => `${name}: ${literal}`))
  expect(found).toEqual([])
})

test('the form is seen where it stands', () => {
  const seen = [
    'f({ ...a, b })',
    '({ ...f(a, { c: 1 }), ...d, b: 2 })',
    '{\n  ...a,\n  ...b,\n  get c() { return 1 },\n}',
  ]
  for (const text of seen) expect(spreadFirst(text)).toHaveLength(1)
  for (const text of ['{ b, ...a }', '{ ...a }', '{ ...a, ...b }', '[...a, b]', 'f(...a, { b })'])
    expect(spreadFirst(text)).toEqual([])
})

/** Literals that begin with a spread and hold a key as well. */
function spreadFirst(text: string): readonly string[] {
  return [...text.matchAll(/\{\s*\.\.\./g)].flatMap(({ index }) => {
    const parts = partsOfLiteral(text, index)
    return parts.some((part) => part !== '' && !part.startsWith('...')) ? [parts.join(', ')] : []
  })
}

/** What stands between the commas of the literal that begins here. */
function partsOfLiteral(text: string, start: number): readonly string[] {
  const parts = ['']
  let depth = 0
  for (let at = start; at < text.length; at++) {
    const char = text[at]!
    if ('})]'.includes(char) && --depth === 0) break
    if (char === ',' && depth === 1) parts.push('')
    else if (depth > 0) parts[parts.length - 1] += char
    if ('{(['.includes(char)) depth++
  }
  return parts.map((part) => part.trim())
}
