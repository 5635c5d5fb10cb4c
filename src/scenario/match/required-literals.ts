import { foldCase } from './fold.ts'

/**
 * Texts of which every match of the pattern holds at least one, case-folded: `/refund.*order (\d+)/` → `["refund"]`.
 * `undefined` where none can be told. It only ever errs towards `undefined`.
 */
export function requiredLiterals(source: string): readonly string[] | undefined {
  const reader = new LiteralReader(source)
  const literals = reader.alternation()
  return reader.lost || !reader.atEnd ? undefined : literals
}

type Literals = readonly string[] | undefined

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

  alternation(): Literals {
    const branches: Literals[] = [this.#branch()]
    while (!this.lost && this.#source[this.#at] === '|') {
      this.#at++
      branches.push(this.#branch())
    }
    const all = branches.flatMap((branch) => branch ?? [])
    return branches.includes(undefined) || all.length > MAX_ALTERNATIVES ? undefined : all
  }

  #branch(): Literals {
    let best: Literals
    let run = ''
    const flush = () => {
      if (run !== '') best = better(best, [foldCase(run)])
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
        if (typeof atom === 'object' && repeat !== 'maybe') best = better(best, atom)
      }
    }
    flush()
    return best
  }

  /** One atom: a literal character, the literals of a group, or nothing that can be told. */
  #atom(char: string): string | Literals {
    if (char === '(') return this.#group()
    if (char === '[') return this.#charClass()
    if (char === '\\') return this.#escape()
    this.#at++
    if ('.^$'.includes(char)) return undefined
    if ('*+?{'.includes(char)) this.lost = true
    return isPlain(char) ? char : undefined
  }

  #group(): Literals {
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
    const quantifier = /^(?:[*+?]|\{\d*,?\d*\})\??/.exec(this.#source.slice(this.#at, this.#at + 20))?.[0]
    if (quantifier === undefined) return 'once'
    this.#at += quantifier.length
    return quantifier.startsWith('+') ? 'many' : 'maybe'
  }
}

const MAX_ALTERNATIVES = 32

/** Of two sets the one whose shortest text is longer: it is the rarer one. */
function better(a: Literals, b: Literals): Literals {
  if (a === undefined || b === undefined) return a ?? b
  return shortest(b) > shortest(a) ? b : a
}

function shortest(texts: readonly string[]): number {
  return Math.min(...texts.map((text) => text.length))
}

/** Letters beyond ASCII have cases that only the regex engine knows. */
function isPlain(char: string): boolean {
  return char.charCodeAt(0) < 128
}
