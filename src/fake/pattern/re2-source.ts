import type { Pattern, Piece, Sequence } from './parse.ts'

/**
 * The pattern as RE2 spells it, with JavaScript's meaning: its spaces, its line ends, its ends of the text. Undefined
 * where a linear engine cannot follow: look-around, back references, classes without a name.
 */
export function re2Source({ options }: Pattern): string | undefined {
  try {
    return ofOptions(options)
  } catch (error) {
    if (error instanceof NotLinear) return undefined
    throw error
  }
}

class NotLinear extends Error {}

function ofOptions(options: readonly Sequence[]): string {
  return options.map((sequence) => sequence.map(ofPiece).join('')).join('|')
}

function ofPiece(piece: Piece): string {
  switch (piece.kind) {
    case 'char':
      if (piece.of.re2 === undefined) throw new NotLinear()
      return `[${piece.of.re2}]`
    case 'group':
      return `(?:${ofOptions(piece.options)})`
    case 'repeat':
      return `(?:${ofPiece(piece.piece)})${times(piece.min, piece.max)}`
    case 'edge':
      return EDGES[piece.at]
    case 'back':
    case 'look':
      throw new NotLinear()
  }
}

const EDGES = { start: '\\A', end: '\\z', word: '\\b', inside: '\\B' }

function times(min: number, max: number): string {
  if (max === Infinity) return min === 0 ? '*' : min === 1 ? '+' : `{${min},}`
  return min === 0 && max === 1 ? '?' : `{${min},${max}}`
}
