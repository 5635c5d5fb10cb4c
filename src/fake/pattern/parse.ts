import { createRequire } from 'node:module'
import type * as regexppModule from '@eslint-community/regexpp'
import type { AST, RegExpParser } from '@eslint-community/regexpp'
import { charClass, escapedClass, type CharClass, type ClassPart } from './char-class.ts'

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

/** Reads a pattern that `new RegExp(source, 'u')` has accepted. */
export function parsePattern(source: string): Pattern {
  const names = new Map<string, number>()
  let captures = 0
  const { alternatives } = parser().parsePattern(source, 0, source.length, { unicode: true })
  return { options: optionsOf(alternatives), names }

  function optionsOf(list: readonly AST.Alternative[]): Sequence[] {
    return list.map(({ elements }) => elements.map(pieceOf))
  }

  function pieceOf(element: AST.Element): Piece {
    switch (element.type) {
      case 'CapturingGroup': {
        const capture = ++captures
        if (element.name !== null) names.set(element.name, capture)
        return { kind: 'group', options: optionsOf(element.alternatives), capture }
      }
      case 'Group':
        return { kind: 'group', options: optionsOf(element.alternatives) }
      case 'Quantifier': {
        const { min, max, greedy } = element
        return { kind: 'repeat', piece: pieceOf(element.element), min, max, lazy: !greedy }
      }
      case 'Backreference':
        return { kind: 'back', to: element.ref }
      case 'Assertion':
        return assertionOf(element)
      default:
        return { kind: 'char', of: classOf(element) }
    }
  }

  function assertionOf(element: AST.Assertion): Piece {
    switch (element.kind) {
      case 'lookahead':
      case 'lookbehind': {
        const { kind, negate: negative, alternatives: inner } = element
        return { kind: 'look', ahead: kind === 'lookahead', negative, options: optionsOf(inner) }
      }
      case 'word':
        return { kind: 'edge', at: element.negate ? 'inside' : 'word' }
      default:
        return { kind: 'edge', at: element.kind }
    }
  }
}

let made: RegExpParser | undefined

/** Loaded for the first pattern. */
function parser(): RegExpParser {
  const load = () => createRequire(import.meta.url)('@eslint-community/regexpp') as typeof regexppModule
  return (made ??= new (load().RegExpParser)())
}

function classOf(element: AST.Element): CharClass {
  switch (element.type) {
    case 'Character':
      return charClass([charOf(element)])
    case 'CharacterSet':
      return escapedClass(element.raw)
    case 'CharacterClass':
      return charClass(element.elements.map(partOf), element.negate)
    default:
      throw new Error(`${element.type} stands in no pattern of mode u`)
  }
}

function partOf(element: AST.CharacterClassElement): ClassPart {
  if (element.type === 'CharacterClassRange') return [charOf(element.min), charOf(element.max)]
  return element.type === 'Character' ? charOf(element) : classOf(element as AST.CharacterSet)
}

function charOf({ value }: AST.Character): string {
  return String.fromCodePoint(value)
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
