import { wireBytes } from '../go-json/bytes.ts'
import { cutText, FilledText } from '../templates/cut-text.ts'
import type { CutText } from '../templates/cut-text.ts'

/** What differs from one text to the next of its kind: text without anything to escape, and whole numbers. */
export type Hole = string | number

/** Writes a whole text with these values in it. */
export type Render = (values: readonly Hole[]) => string

/** Kinds of text that are kept for one owner; of an owner with more the others are written in full. */
const MOST_KINDS = 16
/** Every so many texts one is written in full as well, and compared. */
const CHECKED = 256
/** A kind is told by one bit for each value. */
const MOST_VALUES = 30

interface Kind {
  /** What the text depends on beside its values. */
  readonly key: readonly unknown[]
  /** Which values are neither '' nor 0: those may be left out where they are written. */
  readonly filled: number
  readonly template: CutText | undefined
  uses: number
}

/**
 * Texts that are written in full once, cut at the values that differ, and then filled in. The owner is what most of a text
 * comes from, and is shared by all texts of its kind. Nothing here knows what is written: only that the same key gives the
 * same text but for its values, which is looked at again and again.
 */
export class TextTemplates {
  readonly #kinds = new WeakMap<object, Kind[]>()

  text(owner: object, key: readonly unknown[], values: readonly Hole[], render: Render): string | FilledText {
    const kinds = this.#kinds.get(owner)
    if (kinds === undefined) {
      // What comes once is not worth a template.
      this.#kinds.set(owner, [])
      return render(values)
    }
    const filled = filledOf(values)
    if (filled === UNFIT) return render(values)
    const kind = kinds.find((it) => it.filled === filled && isSame(it.key, key))
    if (kind === undefined) {
      const text = render(values)
      if (kinds.length >= MOST_KINDS) return text
      kinds.push({ key, filled, template: templateOf(values, filled, render, text), uses: 0 })
      return text
    }
    if (kind.template === undefined) return render(values)
    const text = new FilledText(kind.template, values.map(String))
    if (++kind.uses % CHECKED === 0) compare(text.toString(), render(values))
    return text
  }
}

const UNFIT = -1

function filledOf(values: readonly Hole[]): number {
  if (values.length > MOST_VALUES) return UNFIT
  let filled = 0
  for (let index = 0; index < values.length; index++) {
    const value = values[index]!
    if (typeof value === 'string') {
      if (!PLAIN.test(value)) return UNFIT
      if (value !== '') filled |= 1 << index
    } else {
      if (!Number.isSafeInteger(value) || value < 0) return UNFIT
      if (value !== 0) filled |= 1 << index
    }
  }
  return filled
}

/** Stands as it is in every JSON text. */
const PLAIN = /^[\w .,:;=+/()@-]*$/

function isSame(a: readonly unknown[], b: readonly unknown[]): boolean {
  if (a.length !== b.length) return false
  for (let index = 0; index < a.length; index++) if (a[index] !== b[index]) return false
  return true
}

/** Undefined where a value does not stand in the text exactly once, as it is, or where the text holds bytes that are none. */
function templateOf(
  values: readonly Hole[],
  filled: number,
  render: Render,
  text: string,
): CutText | undefined {
  const samples = values.map((value, index) =>
    (filled & (1 << index)) === 0 ? value : sampleOf(value, index),
  )
  const sample = render(samples)
  if (typeof wireBytes(sample) !== 'string') return undefined
  const shown = samples.map((value, index) => ((filled & (1 << index)) === 0 ? '' : String(value)))
  const template = cutText(sample, shown)
  if (template === undefined) return undefined
  return new FilledText(template, values.map(String)).toString() === text ? template : undefined
}

/** Values that stand nowhere else. */
function sampleOf(value: Hole, index: number): Hole {
  return typeof value === 'string' ? `sample ${index} of a text` : 987_650_000_100 + index
}

/** The key of a kind of text leaves something out: that is a bug, and its answers are wrong. */
function compare(filled: string, written: string): void {
  if (filled !== written) throw new Error(`a text is not what its template says:\n${filled}\n${written}`)
}
