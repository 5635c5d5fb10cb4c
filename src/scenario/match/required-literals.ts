import { foldCase } from './fold.ts'

/** Texts of which every match of a pattern holds at least one, case-folded. */
export type LiteralSet = readonly string[]

/**
 * What every match of the pattern holds: at least one text of each set, the set with the longest texts first.
 * `/(get|give) refund.*order (\d+)/` → `[[" refund"], ["order "], ["get", "give"]]`. None where none can be told: it only
 * ever errs towards fewer.
 */
export function requiredLiterals(source: string): readonly LiteralSet[] {
  const reader = new LiteralReader(source)
  const sets = reader.alternation()
  return reader.lost || !reader.atEnd ? [] : sets.slice(0, MOST_SETS)
}

class LiteralReader {
  readonly #source: string
  #at = 0
  /** Met something that it does not understand. */
  lost = false

  constructor(source: string) {
    this.#source = source
  }

  get atEnd(): boolean {
    return this.#at >= this.#source.length
  }

  alternation(): readonly LiteralSet[] {
    const first = this.#branch()
    if (this.lost || this.#source[this.#at] !== '|') return first
    const branches = [first]
    while (!this.lost && this.#source[this.#at] === '|') {
      this.#at++
      branches.push(this.#branch())
    }
    if (branches.some((sets) => sets.length === 0)) return []
    const all = branches.flatMap(([best]) => best!)
    return all.length > MAX_ALTERNATIVES ? [] : [all]
  }

  /** The sets of one alternative, the best first. */
  #branch(): readonly LiteralSet[] {
    const sets: LiteralSet[] = []
    let run = ''
    const flush = () => {
      if (run !== '') sets.push([foldCase(run)])
      run = ''
    }
    while (!this.lost && !this.atEnd) {
      const char = this.#source[this.#at]!
      if (char === '|' || char === ')') break
      const atom = this.#atom(char)
      const repeat = this.#repeat()
      if (typeof atom === 'string' && repeat !== 'maybe') {
        run += atom
        if (repeat === 'many') flush()
      } else {
        flush()
        if (typeof atom === 'object' && repeat !== 'maybe') sets.push(...atom)
      }
    }
    flush()
    return sets.length < 2 ? sets : sets.sort((a, b) => shortest(b) - shortest(a))
  }

  /** One atom: a literal character, the sets of a group, or nothing that can be told. */
  #atom(char: string): string | readonly LiteralSet[] | undefined {
    if (char === '(') return this.#group()
    if (char === '[') return this.#charClass()
    if (char === '\\') return this.#escape()
    this.#at++
    if ('.^$'.includes(char)) return undefined
    if ('*+?{'.includes(char)) this.lost = true
    return isPlain(char) ? char : undefined
  }

  #group(): readonly LiteralSet[] {
    const opening = /^\((?:\?:|\?P?<[A-Za-z_]\w*>)?/.exec(this.#source.slice(this.#at, this.#at + 100))![0]
    this.#at += opening.length
    if (this.#source[this.#at] === '?') this.lost = true
    const inner = this.alternation()
    if (this.#source[this.#at] !== ')') this.lost = true
    this.#at++
    return inner
  }

  #charClass(): undefined {
    const match = /^\[\^?\]?(?:[^\]\\[]|\\.)*\]/su.exec(this.#source.slice(this.#at))
    // `[]…]`, `[^]…]` and `[[:alpha:]]` end elsewhere in some dialects.
    if (match === null || /^\[\^?\]|\[:/.test(match[0])) this.lost = true
    else this.#at += match[0].length
  }

  #escape(): string | undefined {
    const next = this.#source[this.#at + 1] ?? ''
    if (/[^A-Za-z0-9]/.test(next)) {
      this.#at += 2
      return isPlain(next) ? next : undefined
    }
    if (/[dDwWsSbBnrtfv]/.test(next)) this.#at += 2
    else this.lost = true
    return undefined
  }

  #repeat(): 'once' | 'maybe' | 'many' {
    QUANTIFIER.lastIndex = this.#at
    // Most characters have none behind them.
    if (!'*+?{'.includes(this.#source[this.#at] ?? '-') || !QUANTIFIER.test(this.#source)) return 'once'
    const quantifier = this.#source.slice(this.#at, QUANTIFIER.lastIndex)
    this.#at = QUANTIFIER.lastIndex
    return quantifier.startsWith('+') ? 'many' : 'maybe'
  }
}

const QUANTIFIER = /(?:[*+?]|\{\d{0,8},?\d{0,8}\})\??/y
const MAX_ALTERNATIVES = 32
/** More tell hardly more. */
const MOST_SETS = 8

/** The longer the shortest text of a set, the rarer it is. */
function shortest(texts: LiteralSet): number {
  return Math.min(...texts.map((text) => text.length))
}

/** Letters beyond ASCII have cases that only the regex engine knows. */
function isPlain(char: string): boolean {
  return char.charCodeAt(0) < 128
}
