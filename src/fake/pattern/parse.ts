import { anyChar, charClass, escapedClass, type CharClass } from './char-class.ts'

/** A regular expression as a tree. Widths count characters. */
export type Piece =
  | { readonly kind: 'char'; readonly of: CharClass }
  | { readonly kind: 'group'; readonly options: readonly Sequence[]; readonly capture?: number }
  | {
      readonly kind: 'repeat'
      readonly piece: Piece
      readonly min: number
      readonly max: number
      readonly lazy: boolean
    }
  | { readonly kind: 'back'; readonly to: number | string }
  | {
      readonly kind: 'look'
      readonly ahead: boolean
      readonly negative: boolean
      readonly options: readonly Sequence[]
    }
  | { readonly kind: 'edge'; readonly at: 'start' | 'end' | 'word' | 'inside' }
export type Sequence = readonly Piece[]

export interface Pattern {
  readonly options: readonly Sequence[]
  /** Capture numbers of named groups. */
  readonly names: ReadonlyMap<string, number>
}

/** Reads a pattern that `new RegExp(source, 'u')` has accepted; other text gives some tree or throws. */
export function parsePattern(source: string): Pattern {
  const names = new Map<string, number>()
  let at = 0
  let captures = 0
  const options = readOptions()
  return { options, names }

  function readOptions(): Sequence[] {
    const list: Sequence[] = [readSequence()]
    while (source[at] === '|') {
      at++
      list.push(readSequence())
    }
    return list
  }

  function readSequence(): Sequence {
    const pieces: Piece[] = []
    while (at < source.length && source[at] !== '|' && source[at] !== ')')
      pieces.push(readRepeats(readPiece()))
    return pieces
  }

  function readRepeats(piece: Piece): Piece {
    const found = /^(?:([*+?])|\{(\d+)(?:(,)(\d*))?\})(\??)/.exec(source.slice(at, at + 40))
    if (found === null) return piece
    at += found[0].length
    const lazy = found[5] === '?'
    if (found[1] === '*') return { kind: 'repeat', piece, min: 0, max: Infinity, lazy }
    if (found[1] === '+') return { kind: 'repeat', piece, min: 1, max: Infinity, lazy }
    if (found[1] === '?') return { kind: 'repeat', piece, min: 0, max: 1, lazy }
    const min = Number(found[2])
    const max = found[3] === undefined ? min : found[4] === '' ? Infinity : Number(found[4])
    return { kind: 'repeat', piece, min, max, lazy }
  }

  function readPiece(): Piece {
    const char = source[at]!
    if (char === '(') return readGroup()
    if (char === '[') return readClass()
    if (char === '\\') return readEscape()
    if (char === '^' || char === '$') {
      at++
      return { kind: 'edge', at: char === '^' ? 'start' : 'end' }
    }
    const whole = String.fromCodePoint(source.codePointAt(at)!)
    at += whole.length
    return { kind: 'char', of: whole === '.' ? anyChar : charClass([whole]) }
  }

  function readGroup(): Piece {
    const head = /^\((\?(?:(:)|(<?)([=!])|<([^>]+)>))?/.exec(source.slice(at, at + 200))!
    at += head[0].length
    const plain = head[1] === undefined || head[5] !== undefined
    const capture = plain ? ++captures : undefined
    if (head[5] !== undefined) names.set(head[5], capture!)
    const inner = readOptions()
    at++
    if (head[4] !== undefined)
      return { kind: 'look', ahead: head[3] === '', negative: head[4] === '!', options: inner }
    return capture === undefined
      ? { kind: 'group', options: inner }
      : { kind: 'group', options: inner, capture }
  }

  function readEscape(): Piece {
    const rest = source.slice(at, at + 200)
    const back = /^\\(?:([1-9]\d*)|k<([^>]+)>)/.exec(rest)
    if (back !== null) {
      at += back[0].length
      return { kind: 'back', to: back[2] ?? Number(back[1]) }
    }
    if (rest[1] === 'b' || rest[1] === 'B') {
      at += 2
      return { kind: 'edge', at: rest[1] === 'b' ? 'word' : 'inside' }
    }
    return { kind: 'char', of: readCharEscape() }
  }

  /** A backslash that stands for characters, inside a class or out of it. */
  function readCharEscape(): CharClass {
    const rest = source.slice(at, at + 60)
    const property = /^\\[pP]\{[^}]+\}/.exec(rest)
    const named = property ?? /^\\[dDwWsS]/.exec(rest)
    if (named !== null) {
      at += named[0].length
      return escapedClass(named[0])
    }
    const code = /^\\(?:u\{([0-9a-fA-F]+)\}|u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2}))/.exec(rest)
    if (code !== null) {
      at += code[0].length
      return charClass([String.fromCodePoint(Number.parseInt(code[1] ?? code[2] ?? code[3]!, 16))])
    }
    const control = /^\\c([A-Za-z])/.exec(rest)
    if (control !== null) {
      at += 3
      return charClass([String.fromCodePoint(control[1]!.charCodeAt(0) % 32)])
    }
    const short: Record<string, string> = { t: '\t', n: '\n', r: '\r', f: '\f', v: '\v', '0': '\0' }
    at += 2
    return charClass([short[rest[1]!] ?? rest[1] ?? '\\'])
  }

  function readClass(): Piece {
    at++
    const negative = source[at] === '^'
    if (negative) at++
    const parts: (string | [string, string] | CharClass)[] = []
    while (at < source.length && source[at] !== ']') {
      const low = readClassAtom()
      if (typeof low !== 'string' || source[at] !== '-' || source[at + 1] === ']') {
        parts.push(low)
        continue
      }
      at++
      const high = readClassAtom()
      if (typeof high === 'string') parts.push([low, high])
      else parts.push(low, '-', high)
    }
    at++
    return { kind: 'char', of: charClass(parts, negative) }
  }

  function readClassAtom(): string | CharClass {
    if (source[at] === '\\') {
      if (source[at + 1] === 'b') {
        at += 2
        return '\b'
      }
      const of = readCharEscape()
      return of.single ?? of
    }
    const whole = String.fromCodePoint(source.codePointAt(at)!)
    at += whole.length
    return whole
  }
}

/** The fewest and the most characters that the options can take. */
export function widthOf(options: readonly Sequence[]): Width {
  let min = Infinity
  let max = -Infinity
  for (const sequence of options) {
    const width = sequenceWidth(sequence)
    min = Math.min(min, width.min)
    max = Math.max(max, width.max)
  }
  return { min, max }
}

/** Of pieces in a row. Asked for each piece of each text that is written: worked out once. */
export function sequenceWidth(sequence: Sequence): Width {
  const known = widths.get(sequence)
  if (known !== undefined) return known
  let min = 0
  let max = 0
  for (const piece of sequence) {
    const width = pieceWidth(piece)
    min += width.min
    max += width.max
  }
  const width = { min, max }
  widths.set(sequence, width)
  return width
}

const widths = new WeakMap<Sequence, Width>()

/** Characters, at least and at most. */
interface Width {
  readonly min: number
  readonly max: number
}

export function pieceWidth(piece: Piece): Width {
  switch (piece.kind) {
    case 'char':
      return { min: 1, max: 1 }
    case 'group':
      return widthOf(piece.options)
    case 'repeat': {
      const width = pieceWidth(piece.piece)
      return { min: width.min * piece.min, max: width.max === 0 ? 0 : width.max * piece.max }
    }
    case 'back':
      return { min: 0, max: Infinity }
    case 'look':
    case 'edge':
      return { min: 0, max: 0 }
  }
}

/** How many pieces must be written at least: loops around nothing are wide in time, not in text. */
export function workOf(options: readonly Sequence[]): number {
  const ofPiece = (piece: Piece): number => {
    if (piece.kind === 'repeat') return 1 + piece.min * ofPiece(piece.piece)
    return piece.kind === 'group' ? 1 + workOf(piece.options) : 1
  }
  return Math.max(...options.map((sequence) => sequence.reduce((sum, piece) => sum + ofPiece(piece), 0)))
}
