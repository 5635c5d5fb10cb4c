import { bytesToText } from './bytes.ts'
import { Cursor } from './cursor.ts'
import { GoError } from './errors.ts'
import { decodeAny } from './exact-any.ts'
import { INLINE_DEPTH, decodeStruct } from './exact-struct.ts'
import type { Exact } from './exact-struct.ts'
import { scanFloat, scanInteger } from './number.ts'
import { setKey } from './set-key.ts'
import { goNameOf, zeroOf } from './types.ts'
import type { GoType, PassesType, UnionType } from './types.ts'

/**
 * Decodes a whole text, byte by byte, with the real decoder's errors and oddities.
 * Throws a `GoError`. `into`: what an object is filled into; where the text goes wrong it holds what was read before.
 */
export function decodeExact(type: GoType, bytes: Uint8Array, into?: object): unknown {
  const c = new Cursor(bytes)
  const value = exact(type, 0)(c, into)
  c.endFrame()
  c.endText()
  return value
}

const compiled = new Map<GoType, Exact[]>()

/** The decoder of a type at a depth; it begins with the spaces before the value. */
function exact(type: GoType, depth: number): Exact {
  let variants = compiled.get(type)
  if (variants === undefined) compiled.set(type, (variants = []))
  return (variants[Math.min(depth, INLINE_DEPTH)] ??= compile(type, depth))
}

function compile(type: GoType, depth: number): Exact {
  const inner = body(type, depth)
  return (c, previous) => {
    c.space()
    return inner(c, previous)
  }
}

/** The decoder of a type after the spaces. */
function body(type: GoType, depth: number): Exact {
  switch (type.kind) {
    case 'ptr':
      return pointer(type.elem, depth)
    case 'slice':
      return list(type.elem, depth)
    case 'map':
      return map(type.elem, depth)
    case 'struct':
      return decodeStruct(type, depth, exact)
    case 'union':
      return ownText((bytes, previous) => tryOptions(type, bytes, previous))
    case 'passes':
      return ownText((bytes, previous) => runPasses(type, bytes, previous))
    case 'text':
      return ownText(type.decode)
    default:
      return (c, previous) =>
        c.takeNull() ? nilOr(type.kind, previous) : scalar(type.kind, type.goName, c, previous)
  }
}

function nilOr(kind: string, previous: unknown): unknown {
  return kind === 'any' || kind === 'raw' ? undefined : previous
}

function scalar(kind: string, goName: string, c: Cursor, previous: unknown): unknown {
  switch (kind) {
    case 'string':
      return c.open(0x22, goName) ? c.string() : previous
    case 'bool':
      return bool(c, previous)
    case 'int':
      return integer(c, previous, true)
    case 'uint16':
      return integer(c, previous, false)
    case 'float':
      return float(c, previous)
    case 'raw':
      return raw(c)
    default:
      return decodeAny(c)
  }
}

function bool(c: Cursor, previous: unknown): unknown {
  const { bytes, at } = c
  if (at + 4 > bytes.length) c.fail('eof', bytes.length)
  const isFalse = bytes[at] === 0x66
  if (isFalse && at + 5 > bytes.length) c.fail('eof', bytes.length)
  const word = isFalse ? 'false' : 'true'
  let same = 0
  while (same < word.length && bytes[at + same] === word.charCodeAt(same)) same++
  if (same === word.length) {
    c.at += same
    return !isFalse
  }
  if (isFalse) c.fail('invalid', at + same)
  c.mismatch('bool')
  return previous
}

function integer(c: Cursor, previous: unknown, signed: boolean): unknown {
  const found = scanInteger(c.bytes, c.at, signed)
  if (found === undefined) {
    c.mismatch(signed ? 'int64' : 'uint16')
    return previous
  }
  if (!signed && found.value > 0xffff) {
    const text = bytesToText(c.bytes, c.at, found.end)
    throw new GoError(`json: cannot unmarshal ${text} into Go value of type uint16`)
  }
  c.at = found.end
  return found.value
}

function float(c: Cursor, previous: unknown): unknown {
  const found = scanFloat(c.bytes, c.at)
  if (found.fault !== undefined) {
    c.mismatch('float64')
    return previous
  }
  c.at = found.end
  return found.value
}

function raw(c: Cursor): unknown {
  const start = c.at
  decodeAny(c)
  return bytesToText(c.bytes, start, c.at)
}

function pointer(elem: GoType, depth: number): Exact {
  const inner = isCustom(elem) ? body(elem, depth) : exact(elem, depth)
  // Of a value of a wrong type the pointer is left: it points at an empty one (err-event-id-number).
  return (c, previous) => (c.takeNull() ? undefined : (inner(c, previous) ?? zeroOf(elem)))
}

function isCustom(type: GoType): boolean {
  return type.kind === 'union' || type.kind === 'passes' || type.kind === 'text'
}

function list(elem: GoType, depth: number): Exact {
  const goName = `[]${goNameOf(elem)}`
  const item = exact(elem, depth + 1)
  return (c, previous) => {
    if (c.takeNull()) return undefined
    if (!c.open(0x5b, goName)) return previous
    c.space()
    if (c.take(0x5d)) return []
    // The real decoder fills the memory of the earlier list anew: what an element leaves out keeps its old value.
    const old = Array.isArray(previous) ? previous : []
    const items: unknown[] = []
    do {
      items.push(item(c, old[items.length]) ?? zeroOf(elem))
      c.space()
    } while (!c.take(0x5d) && (c.expect(0x2c), true))
    return items
  }
}

function map(elem: GoType, depth: number): Exact {
  const goName = `map[string]${goNameOf(elem)}`
  const item = exact(elem, depth + 2)
  return (c, previous) => {
    if (c.takeNull()) return undefined
    if (!c.open(0x7b, goName)) return previous
    const entries = (previous ?? {}) as Record<string, unknown>
    c.space()
    if (c.take(0x7d)) return entries
    do {
      c.space()
      c.expect(0x22)
      const key = c.string()
      c.space()
      c.expect(0x3a)
      const old = Object.hasOwn(entries, key) ? entries[key] : undefined
      setKey(entries, key, item(c, old) ?? zeroOf(elem))
      c.space()
    } while (!c.take(0x7d) && (c.expect(0x2c), true))
    return entries
  }
}

/** A decoder that gets the value's own text, found by skipping it. */
function ownText(decode: (bytes: Uint8Array, previous: unknown) => unknown): Exact {
  return (c, previous) => {
    const start = c.skip()
    c.frame.at = c.at
    return decode(c.bytes.subarray(start, c.at), previous)
  }
}

function tryOptions(type: UnionType, bytes: Uint8Array, previous: unknown): unknown {
  for (const option of type.options) {
    try {
      const value = decodeExact(option, bytes)
      return type.settle === undefined ? value : type.settle(value, previous)
    } catch (error) {
      if (!(error instanceof GoError)) throw error
    }
  }
  throw new GoError(type.message)
}

function runPasses(type: PassesType, bytes: Uint8Array, previous: unknown): unknown {
  return type.join(
    type.passes.map((pass) => decodeExact(pass, bytes)),
    previous,
  )
}
