/** A text without its values, and which value follows each piece but the last. */
export interface CutText {
  readonly pieces: readonly string[]
  readonly holes: readonly number[]
  /** Of the pieces, bytes. */
  readonly size: number
}

/** Cuts a text at values, wherever each stands; undefined where one stands nowhere, or two overlap. '' is none. */
export function cutText(text: string, values: readonly string[]): CutText | undefined {
  const found: { readonly index: number; readonly at: number; readonly end: number }[] = []
  for (const [index, value] of values.entries()) {
    if (value === '') continue
    let at = text.indexOf(value)
    if (at === -1) return undefined
    for (; at !== -1; at = text.indexOf(value, at + value.length))
      found.push({ index, at, end: at + value.length })
  }
  found.sort((a, b) => a.at - b.at)
  const pieces: string[] = []
  let from = 0
  for (const { at, end } of found) {
    if (at < from) return undefined
    pieces.push(text.slice(from, at))
    from = end
  }
  pieces.push(text.slice(from))
  const size = pieces.reduce((sum, piece) => sum + Buffer.byteLength(piece), 0)
  return { pieces, holes: found.map(({ index }) => index), size }
}

/** A text that is cut, with values in it. */
export class FilledText {
  readonly #text: CutText
  readonly #values: readonly string[]

  constructor(text: CutText, values: readonly string[]) {
    this.#text = text
    this.#values = values
  }

  /** Bytes, where all values are ASCII. */
  get length(): number {
    return this.bytes(-1, 0)
  }

  /** Its length before it is written, bytes: values are ASCII, but for the one at `wide`, which has so many more than characters. */
  bytes(wide: number, more: number): number {
    const { size, holes } = this.#text
    let length = size
    for (const hole of holes) length += this.#values[hole]!.length + (hole === wide ? more : 0)
    return length
  }

  toString(): string {
    const { pieces, holes } = this.#text
    let text = pieces[0]!
    for (let index = 0; index < holes.length; index++)
      text += this.#values[holes[index]!]! + pieces[index + 1]!
    return text
  }
}
