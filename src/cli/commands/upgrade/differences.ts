import type { ClientView, Frame } from './client-view.ts'
import { fieldsOf } from './fields.ts'
import type { Fields } from './fields.ts'

/** One thing that a client sees change. Added: only the new line has it. */
export interface Difference {
  readonly part: 'status' | 'ending' | 'headers' | 'body' | 'stream'
  readonly kind: 'added' | 'removed' | 'changed'
  /** The name of a header, the path of a field, or what changes. */
  readonly what: string
  readonly from?: string
  readonly to?: string
}

/** What a client would see change between two answers to the same request. Hours and lengths do not count. */
export function differences(from: ClientView, to: ClientView): readonly Difference[] {
  return [
    ...changed('status', 'status', shown(from.status), shown(to.status)),
    ...changed('ending', 'how the connection ends', shown(from.ending), shown(to.ending)),
    ...headerDifferences(from.headers, to.headers),
    ...bodyDifferences(from.body, to.body),
  ]
}

const VOLATILE_HEADERS = new Set(['date', 'content-length', 'x-emulator-exchange'])

function headerDifferences(
  from: ReadonlyMap<string, string>,
  to: ReadonlyMap<string, string>,
): readonly Difference[] {
  return eitherHas(from, to)
    .filter((name) => !VOLATILE_HEADERS.has(name))
    .flatMap((name) => compared('headers', name, from.get(name), to.get(name)))
}

function bodyDifferences(from: ClientView['body'], to: ClientView['body']): readonly Difference[] {
  if (from.kind !== to.kind) return changed('body', 'what the body is', BODIES[from.kind], BODIES[to.kind])
  if (from.kind === 'stream' && to.kind === 'stream') return streamDifferences(from.frames, to.frames)
  if (from.kind === 'json' && to.kind === 'json')
    return fieldDifferences('body', fieldsOf([from.value]), fieldsOf([to.value]))
  if (from.kind === 'text' && to.kind === 'text') return changed('body', 'the text', from.text, to.text)
  return []
}

const BODIES = { json: 'JSON', stream: 'an event stream', text: 'text', none: 'nothing' } as const

function streamDifferences(from: readonly Frame[], to: readonly Frame[]): readonly Difference[] {
  const fields = (frames: readonly Frame[]) =>
    fieldsOf(frames.flatMap((frame) => ('value' in frame ? [frame.value] : [])))
  return [
    ...changed('stream', 'the events', course(from), course(to)),
    ...fieldDifferences('stream', fields(from), fields(to)),
  ]
}

/** Fields that only tell how a stream was cut, or how long it took. */
const VOLATILE_FIELDS = /(?:^|\.)(?:latency|chunk_index)$/

function fieldDifferences(part: 'body' | 'stream', from: Fields, to: Fields): readonly Difference[] {
  const reported = new Set<string>()
  return eitherHas(from, to)
    .filter((path) => !VOLATILE_FIELDS.test(path) || from.has(path) !== to.has(path))
    .flatMap((path) => {
      if (from.has(path) && to.has(path))
        return compared(part, path, valueOf(path, from.get(path)), valueOf(path, to.get(path)))
      const [has, hasNot] = from.has(path) ? [from, to] : [to, from]
      // An object that is empty or null on one side, and filled on the other, shows by its fields.
      if (isHollow(has.get(path)) && hasBelow(hasNot, path)) return []
      const top = topmost(path, hasNot)
      if (reported.has(top)) return []
      reported.add(top)
      const value = top === path ? valueOf(path, has.get(path)) : `{ ${namesBelow(has, top).join(', ')} }`
      return from.has(path) ? compared(part, top, value, undefined) : compared(part, top, undefined, value)
    })
}

function isHollow(values: readonly string[] | undefined): boolean {
  return values?.every((value) => value === '{}' || value === '[]' || value === 'null') === true
}

function hasBelow(fields: Fields, path: string): boolean {
  return [...fields.keys()].some((key) => isBelow(key, path))
}

function isBelow(key: string, path: string): boolean {
  return key.startsWith(`${path}.`) || key.startsWith(`${path}[]`)
}

/** The highest object around a field of which the other side has nothing. */
function topmost(path: string, other: Fields): string {
  const steps = path.split('.')
  for (let length = 1; length < steps.length; length++) {
    const above = steps.slice(0, length).join('.')
    if (!other.has(above) && !hasBelow(other, above)) return above
  }
  return path
}

function namesBelow(fields: Fields, path: string): readonly string[] {
  const below = [...fields.keys()].filter((key) => isBelow(key, path))
  return [...new Set(below.map((key) => key.slice(path.length + 1).split('.')[0]!))]
}

/** Fields whose text comes in pieces, which together are one. */
const IN_PIECES =
  /(?:^|\.)(?:content|arguments|reasoning|reasoning_content|refusal|text|transcript|data|summary)$/

/** What a field holds: of a stream all of a text, else each value once. A null beside other values says nothing. */
function valueOf(path: string, values: readonly string[] | undefined): string | undefined {
  if (values === undefined) return undefined
  const told = values.filter((value) => value !== 'null')
  if (told.length === 0) return 'null'
  if (IN_PIECES.test(path) && told.every((value) => value.startsWith('"')))
    return JSON.stringify(told.map((value) => JSON.parse(value) as string).join(''))
  return [...new Set(told)].sort().join(' ')
}

function compared(
  part: Difference['part'],
  what: string,
  from: string | undefined,
  to: string | undefined,
): readonly Difference[] {
  if (from === undefined) return [{ part, kind: 'added', what, to: to! }]
  if (to === undefined) return [{ part, kind: 'removed', what, from }]
  return changed(part, what, from, to)
}

function changed(part: Difference['part'], what: string, from: string, to: string): readonly Difference[] {
  return from === to ? [] : [{ part, kind: 'changed', what, from, to }]
}

function eitherHas(a: ReadonlyMap<string, unknown>, b: ReadonlyMap<string, unknown>): readonly string[] {
  return [...new Set([...a.keys(), ...b.keys()])]
}

function shown(value: unknown): string {
  return value === undefined ? 'none' : String(value)
}

/** The events of a stream in words: `role, content ×12, finish, usage, [DONE]`. */
function course(frames: readonly Frame[]): string {
  const kinds: { name: string; count: number }[] = []
  for (const frame of frames) {
    const name = kindOf(frame)
    const last = kinds.at(-1)
    if (last?.name === name) last.count++
    else kinds.push({ name, count: 1 })
  }
  return kinds.length === 0
    ? 'none'
    : kinds.map(({ name, count }) => (count === 1 ? name : `${name} ×${count}`)).join(', ')
}

interface Chunk {
  readonly error?: unknown
  readonly is_bifrost_error?: unknown
  readonly choices?: readonly {
    readonly delta?: Record<string, unknown> | null
    readonly finish_reason?: unknown
  }[]
  readonly usage?: unknown
}

function kindOf(frame: Frame): string {
  if ('text' in frame) return frame.text.startsWith(':') ? 'comment' : frame.text.slice(0, 20)
  const { error, is_bifrost_error: gateways, choices = [], usage } = (frame.value ?? {}) as Chunk
  if (error !== undefined || gateways !== undefined) return 'error'
  const [choice] = choices
  const parts = Object.entries(choice?.delta ?? {}).flatMap(([key, value]) => (isFilled(value) ? [key] : []))
  const content = parts.filter((key) => key !== 'role')
  const names = content.length > 0 ? content : parts
  if (choice?.finish_reason !== undefined && choice.finish_reason !== null) names.push('finish')
  if (usage !== undefined && usage !== null) names.push('usage')
  return names.length === 0 ? 'empty' : names.join('+')
}

function isFilled(value: unknown): boolean {
  return value !== null && value !== '' && !(Array.isArray(value) && value.length === 0)
}
