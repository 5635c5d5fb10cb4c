import { isObject } from '../../json/json-object.ts'
import { GoError } from './errors.ts'
import { foldKey } from './fold.ts'
import { MAX_DEPTH } from './skip.ts'
import { groupMates, zeroOf } from './types.ts'
import type { Field, GoType, StructType, UnionType } from './types.ts'

/** The answer of the short way where only the exact decoder will do. */
export const DEVIATES: unique symbol = Symbol('deviates')

class Deviation extends Error {}
const deviation = new Deviation()

type Fast = (parsed: unknown) => unknown

/**
 * The short way for ordinary texts: `JSON.parse`, then a check of the shape that keeps only what the type knows.
 * Taken only where it cannot differ from the exact decoder. A text that `JSON.stringify` gives back unchanged has no
 * key twice, no odd numbers and no raw control characters; half surrogate pairs and great depth are looked for.
 */
export function decodeFast(
  type: GoType,
  text: string,
): { readonly value: unknown; readonly plain: unknown } | typeof DEVIATES {
  try {
    const parsed: unknown = JSON.parse(text)
    if (JSON.stringify(parsed) !== text || text.includes(String.raw`\ud`)) return DEVIATES
    if (text.length >= 2 * MAX_DEPTH && !shallow(parsed, MAX_DEPTH / 2)) return DEVIATES
    return { value: fast(type)(parsed), plain: parsed }
  } catch (error) {
    if (isExpected(error)) return DEVIATES
    throw error
  }
}

/** The short way for a part of a text: checks a parsed value and keeps what the type knows. Throws where it deviates. */
export function projectFast(type: GoType, parsed: unknown): unknown {
  return fast(type)(parsed)
}

function isExpected(error: unknown): boolean {
  return (
    error instanceof SyntaxError ||
    error instanceof RangeError ||
    error instanceof Deviation ||
    error instanceof GoError
  )
}

const compiled = new Map<GoType, Fast>()

function fast(type: GoType): Fast {
  let made = compiled.get(type)
  if (made === undefined) compiled.set(type, (made = compile(type)))
  return made
}

function compile(type: GoType): Fast {
  switch (type.kind) {
    case 'ptr':
      return nilOr(fast(type.elem))
    case 'slice':
      return nilOr(list(type.elem))
    case 'map':
      return nilOr(map(type.elem))
    case 'struct':
      return nilOr(struct(type))
    case 'union':
      return union(type)
    case 'passes': {
      const passes = type.passes.map(fast)
      return (parsed) =>
        type.join(
          passes.map((pass) => pass(parsed)),
          undefined,
        )
    }
    case 'text':
      return (parsed) => type.project(parsed) ?? deviate()
    default:
      return nilOr(SCALARS[type.kind] ?? deviate)
  }
}

function deviate(): never {
  throw deviation
}

function nilOr(inner: Fast): Fast {
  return (parsed) => (parsed === null ? undefined : inner(parsed))
}

const SCALARS: Readonly<Record<string, Fast>> = {
  string: (parsed) => (typeof parsed === 'string' ? parsed : deviate()),
  bool: (parsed) => (typeof parsed === 'boolean' ? parsed : deviate()),
  int: (parsed) => (Number.isSafeInteger(parsed) ? parsed : deviate()),
  uint16: (parsed) =>
    Number.isInteger(parsed) && (parsed as number) >= 0 && (parsed as number) <= 0xffff ? parsed : deviate(),
  float: (parsed) => (Number.isFinite(parsed) ? parsed : deviate()),
  any: (parsed) => parsed,
  raw: (parsed) => JSON.stringify(parsed),
}

function list(elem: GoType): Fast {
  const item = fast(elem)
  return (parsed) => {
    if (!Array.isArray(parsed)) return deviate()
    return parsed.map((one) => item(one) ?? zeroOf(elem))
  }
}

function map(elem: GoType): Fast {
  const item = fast(elem)
  return (parsed) => {
    if (!isObject(parsed)) return deviate()
    const entries: Record<string, unknown> = {}
    for (const key of Object.keys(parsed)) {
      if (key === '__proto__') return deviate()
      entries[key] = item(parsed[key]) ?? zeroOf(elem)
    }
    return entries
  }
}

interface Slot {
  readonly name: string
  readonly project: Fast
  readonly siblings: readonly string[] | undefined
}

function struct(type: StructType): Fast {
  const slots = new Map(type.fields.map((field) => [field.name, slotOf(field, type)]))
  const folded = new Set(type.fields.map((field) => foldKey(field.name)))
  return (parsed) => {
    if (!isObject(parsed)) return deviate()
    const target: Record<string, unknown> = {}
    for (const key in parsed) {
      const slot = slots.get(key)
      if (slot === undefined) {
        if (folded.has(foldKey(key))) deviate()
        continue
      }
      const value = slot.project(parsed[key])
      if (value !== undefined) target[key] = value
      if (slot.siblings !== undefined) for (const sibling of slot.siblings) target[sibling] ??= null
    }
    return target
  }
}

function slotOf(field: Field, type: StructType): Slot {
  const siblings = groupMates(field, type)
  return {
    name: field.name,
    project: fast(field.type),
    siblings: siblings.length === 0 ? undefined : siblings,
  }
}

function union(type: UnionType): Fast {
  const options = type.options.map((option) => ({ fits: fitsOf(option), project: fast(option) }))
  return (parsed) => {
    for (const { fits, project } of options) {
      if (!fits(parsed)) continue
      const value = project(parsed)
      return type.settle === undefined ? value : type.settle(value, undefined)
    }
    return deviate()
  }
}

function fitsOf(type: GoType): (parsed: unknown) => boolean {
  switch (type.kind) {
    case 'string':
      return (parsed) => typeof parsed === 'string'
    case 'bool':
      return (parsed) => typeof parsed === 'boolean'
    case 'float':
      return (parsed) => typeof parsed === 'number'
    case 'slice':
      return Array.isArray
    default:
      return isObject
  }
}

/** Whether values lie at most so many levels deep. Half of what the gateway allows is told apart without counting its states. */
function shallow(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return true
  if (levels === 0) return false
  const parts: unknown[] = Array.isArray(value) ? value : Object.values(value)
  return parts.every((part) => shallow(part, levels - 1))
}
