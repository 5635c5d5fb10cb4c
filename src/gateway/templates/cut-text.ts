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

/** A text that is cut, with values in it: its length is known before it is written. */
export class FilledText {
  readonly #text: CutText
  readonly #values: readonly string[]
  /** Bytes. */
  readonly length: number

  /** `values`: ASCII, but for the one at `wide`, which is so many bytes longer than it has characters. */
  constructor(text: CutText, values: readonly string[], wide = -1, more = 0) {
    let { size } = text
    for (const hole of text.holes) size += values[hole]!.length + (hole === wide ? more : 0)
    this.#text = text
    this.#values = values
    this.length = size
  }

  toString(): string {
    const { pieces, holes } = this.#text
    let text = pieces[0]!
    for (let index = 0; index < holes.length; index++)
      text += this.#values[holes[index]!]! + pieces[index + 1]!
    return text
  }
}
