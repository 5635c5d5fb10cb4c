import type { Cursor } from './cursor.ts'
import { foldKey } from './fold.ts'
import { groupMates } from './types.ts'
import type { Field, GoType, StructType } from './types.ts'

/** Decodes the value at the cursor. `previous` is what an earlier key of the same name left behind. */
export type Exact = (c: Cursor, previous: unknown) => unknown

/** Gives the decoder of a type that lies so deep. */
export type Compile = (type: GoType, depth: number) => Exact

/** A struct that lies deeper than this is decoded in a stretch of its own. */
export const INLINE_DEPTH = 3

interface Slot {
  readonly name: string
  readonly decode: Exact
  /** Of a field in an embedded pointer: the fields of that pointer that are written even when nil. */
  readonly siblings: readonly string[]
}

/** The decoder of a struct, after the spaces before it. Unknown keys are skipped; keys may differ in case. */
export function decodeStruct(type: StructType, depth: number, exact: Compile): Exact {
  if (depth < INLINE_DEPTH) return inline(type, depth, exact)
  const own = lazily(() => exact(type, 0))
  return (c, previous) => {
    const known = previous ?? {}
    return c.within(() => own(c, known)) ?? known
  }
}

/** Types may contain each other; a decoder is only built when it is first needed. */
function lazily(make: () => Exact): Exact {
  let made: Exact | undefined
  return (c, previous) => (made ??= make())(c, previous)
}

function inline(type: StructType, depth: number, exact: Compile): Exact {
  const slots = new Map(type.fields.map((field) => [field.name, slotOf(field, type, depth, exact)]))
  const folded = new Map(
    type.fields.toReversed().map((field) => [foldKey(field.name), slots.get(field.name)!]),
  )
  return (c, previous) => {
    if (c.takeNull()) return previous
    if (!c.open(0x7b, type.goName)) return previous
    const target = (previous ?? {}) as Record<string, unknown>
    c.space()
    if (c.take(0x7d)) return target
    for (;;) {
      c.expect(0x22)
      const key = c.string()
      c.space()
      c.expect(0x3a)
      const slot = slots.get(key) ?? folded.get(foldKey(key))
      if (slot === undefined) c.skip()
      else fill(slot, target, c)
      c.space()
      if (c.take(0x7d)) return target
      c.expect(0x2c)
      c.space()
    }
  }
}

function fill(slot: Slot, target: Record<string, unknown>, c: Cursor): void {
  const value = slot.decode(c, target[slot.name] ?? undefined)
  if (value === undefined) delete target[slot.name]
  else target[slot.name] = value
  for (const sibling of slot.siblings) target[sibling] ??= null
}

function slotOf(field: Field, type: StructType, depth: number, exact: Compile): Slot {
  return {
    name: field.name,
    decode: lazily(() => exact(field.type, depth + 1)),
    siblings: groupMates(field, type),
  }
}
