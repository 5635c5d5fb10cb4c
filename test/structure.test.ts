import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'

const src = new URL('../src/', import.meta.url).pathname

/**
 * The rooms from top to bottom. A file imports from its own room and from rows above it; rooms of one row never import
 * each other. Files beside the rooms count as rooms of their own.
 */
const ROWS: readonly (readonly string[])[] = [
  ['duration', 'errors', 'locales', 'dice', 'upstream', 'patched-json', 'tally', 'header-text'],
  ['faults'],
  ['request', 'fake', 'plan'],
  ['scenario'],
  ['orders', 'front-end'],
  ['provider', 'gateway', 'azure', 'docs'],
  ['sessions', 'lines', 'journal', 'emulator-headers', 'received-request'],
  ['deployment', 'exchange-memo', 'own-headers', 'request-seeds', 'verify', 'verdict'],
  ['emulator'],
  ['play'],
  ['http', 'disk'],
  ['start'],
  ['in-process'],
  ['cli', 'testing', 'index', 'dashboard'],
]

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
  ['provider', /^(gateway|azure|docs|front-end)$/, 'the deployment does not know who asks'],
  ['play', /^(?!plan$|upstream$|play$)/, 'the player knows plans alone'],
]

/** Down to here an exchange is a pure function. */
const PURE = new Set(ROWS.slice(0, 1 + ROWS.findIndex((row) => row.includes('emulator'))).flat())
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

  test.each(files.map((file) => [file.name, file] as const))('%s', (_name, file) => {
    const broken = file.imports
      .filter((it) => it.startsWith('.'))
      .map((it) => path.relative(src, path.resolve(src, path.dirname(file.name), it)))
      .filter((target) => !target.startsWith('..'))
      .flatMap((target) => complaint(file.room, roomOf(target)) ?? [])
    expect(broken).toEqual([])
  })
})

function complaint(from: string, to: string): string | undefined {
  if (from === to) return undefined
  const rule = FORBIDDEN.find(([room, never]) => room === from && never.test(to))
  if (rule !== undefined) return `${from} imports ${to}: ${rule[2]}`
  // Types that only name each other may: the catalogue's specs are part of what the deployment answers.
  if (from === 'upstream' && to === 'errors') return undefined
  return rowOf(to) < rowOf(from) ? undefined : `${from} imports ${to}, which is not above it`
}

describe('an exchange is a pure function', () => {
  const pure = files.filter((file) => PURE.has(file.room))
  test.each(pure.map((file) => [file.name, file] as const))('%s', (_name, file) => {
    expect(file.imports.filter((it) => IMPURE_MODULES.test(it))).toEqual([])
    const code = file.text.replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '')
    expect(IMPURE_CALLS.exec(code)?.[0]).toBeUndefined()
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
