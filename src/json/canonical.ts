/** JSON text in which the keys of every object are sorted: equal values give equal texts, however they were written. */
export function canonicalJson(value: unknown): string {
  const out = new TextPieces()
  writeCanonical(value, out)
  return out.text
}

/** What takes a text piece by piece. */
export interface Pieces {
  add(piece: string): void
  /** Adds a string as JSON. */
  addString(value: string): void
  /** Adds what `write` adds of a value that never changes; it may know that already. */
  addOnce(value: object, write: () => void): void
}

class TextPieces implements Pieces {
  text = ''

  add(piece: string): void {
    this.text += piece
  }

  addString(value: string): void {
    this.text += JSON.stringify(value)
  }

  addOnce(_value: object, write: () => void): void {
    write()
  }
}

/** Writes the same text into something else than a text. */
export function writeCanonical(value: unknown, out: Pieces): void {
  if (typeof value === 'string') return out.addString(value)
  // Counts that a number would round come as such.
  if (typeof value === 'bigint') return out.add(String(value))
  if (typeof value !== 'object' || value === null) return out.add(JSON.stringify(value) ?? 'null')
  if (Array.isArray(value)) {
    out.add('[')
    for (let index = 0; index < value.length; index++) {
      if (index > 0) out.add(',')
      writeCanonical(value[index], out)
    }
    return out.add(']')
  }
  const object = value instanceof Map ? (Object.fromEntries(value) as object) : value
  if (Object.isFrozen(object)) out.addOnce(object, () => writeObject(object, out))
  else writeObject(object, out)
}

/** `without`: members that are left out. */
export function writeObject(object: object, out: Pieces, without?: ReadonlySet<string>): void {
  out.add('{')
  writeMembers(object as Readonly<Record<string, unknown>>, out, without)
  out.add('}')
}

function writeMembers(
  object: Readonly<Record<string, unknown>>,
  out: Pieces,
  without: ReadonlySet<string> | undefined,
): void {
  let isFirst = true
  for (const key of sortedKeys(object)) {
    const part = object[key]
    if (part === undefined || without?.has(key) === true) continue
    if (!isFirst) out.add(',')
    isFirst = false
    out.add(keyText(key))
    writeCanonical(part, out)
  }
}

/** Most objects have few keys, in order already. */
function sortedKeys(object: object): readonly string[] {
  const keys = Object.keys(object)
  // A message is a role and a content.
  if (keys.length === 2) return keys[0]! > keys[1]! ? [keys[1]!, keys[0]!] : keys
  for (let index = 1; index < keys.length; index++) if (keys[index - 1]! > keys[index]!) return keys.sort()
  return keys
}

function keyText(key: string): string {
  let text = KEYS.get(key)
  if (text !== undefined) return text
  text = `${JSON.stringify(key)}:`
  if (KEYS.size < MOST_KEYS && key.length < LONG_KEY) KEYS.set(key, text)
  return text
}

/** The same few keys come again and again; names of a client's own are not kept without end. */
const KEYS = new Map<string, string>()
const MOST_KEYS = 1000
const LONG_KEY = 100
