import type { Random } from '../../random/random.ts'
import type { CheckedPattern } from './checked-pattern.ts'
import { anyChar, drawChar } from './char-class.ts'
import { pieceWidth, sequenceWidth, widthOf, type Piece, type Sequence } from './parse.ts'
import { spend } from '../work.ts'

const TRIES = 40
/** What a text that was written in vain costs, in steps of the composer. */
const FAILED_TRY = 1

/**
 * A text that the pattern occurs in, `min` to `max` characters long, or undefined when none was found.
 * Grown from the pattern's tree with a wanted length in mind, then tested.
 */
export function writePattern(
  pattern: CheckedPattern,
  min: number,
  max: number,
  random: Random,
): string | undefined {
  const width = widthOf(pattern.tree.options)
  if (width.min > max) return undefined
  for (let attempt = 0; attempt < TRIES; attempt++) {
    const low = Math.max(min, width.min)
    const high = Math.max(low, Math.min(max, low + 4 + (attempt % 5) * 4))
    const wanted = random.int(low, high)
    const how = { fill: attempt >= 4 || min > width.min + 4, dots: attempt % 4 < 3 }
    const text = pad(grow(pattern, wanted, how, random), min, random)
    if (text !== undefined && text.length >= min && text.length <= max && pattern.test(text)) return text
    spend(FAILED_TRY)
  }
  return undefined
}

/**
 * `fill`: loops take all the room that is left, where otherwise they take some of it. `dots`: a dot that stands for one
 * character is a dot, which is what `example.com` means, and effect where it sends what a text begins with.
 */
function grow(
  pattern: CheckedPattern,
  wanted: number,
  { fill, dots }: { readonly fill: boolean; readonly dots: boolean },
  random: Random,
): string | undefined {
  const captures: string[] = []
  let room = wanted - widthOf(pattern.tree.options).min
  return writeOptions(pattern.tree.options)

  function writeOptions(options: readonly Sequence[]): string | undefined {
    const least = widthOf(options).min
    const fitting = options.filter((option) => sequenceWidth(option).min - least <= Math.max(room, 0))
    const chosen = fitting.length > 0 ? random.pick(fitting) : options[0]!
    room -= sequenceWidth(chosen).min - least
    let text = ''
    for (const [index, piece] of chosen.entries()) {
      const part = isOuterLook(piece, index, chosen.length)
        ? writeOptions(piece.options)
        : dots && isAnyChar(piece)
          ? '.'
          : write(piece)
      if (part === undefined) return undefined
      text += part
    }
    return text
  }

  function write(piece: Piece): string | undefined {
    switch (piece.kind) {
      case 'char':
        return drawChar(piece.of, random)
      case 'group': {
        const text = writeOptions(piece.options)
        if (piece.capture !== undefined && text !== undefined) captures[piece.capture] = text
        return text
      }
      case 'repeat':
        return writeRepeat(piece)
      case 'back': {
        const number = typeof piece.to === 'string' ? pattern.tree.names.get(piece.to)! : piece.to
        return captures[number] ?? ''
      }
      case 'look':
      case 'edge':
        return ''
    }
  }

  function writeRepeat(piece: Piece & { kind: 'repeat' }): string | undefined {
    const each = pieceWidth(piece.piece)
    const possible = Math.min(piece.max - piece.min, Math.floor(Math.max(room, 0) / Math.max(each.min, 1)))
    const extra = fill && random.next() < 0.8 ? possible : random.int(0, Math.min(possible, 12))
    let text = ''
    for (let count = 0; count < piece.min + extra; count++) {
      if (count >= piece.min) room -= each.min
      const part = write(piece.piece)
      if (part === undefined) return undefined
      text += part
    }
    return text
  }
}

function isAnyChar(piece: Piece): boolean {
  return piece.kind === 'char' && piece.of === anyChar
}

/** What a look-around asks for beyond the ends of its sequence has to be there as well. */
function isOuterLook(piece: Piece, index: number, length: number): piece is Piece & { kind: 'look' } {
  if (piece.kind !== 'look' || piece.negative) return false
  return piece.ahead ? index === length - 1 : index === 0
}

/** A pattern that is not tied to an end of the text leaves room for more there; the test tells whether it did. */
function pad(text: string | undefined, min: number, random: Random): string | undefined {
  if (text === undefined || text.length >= min) return text
  let filler = ''
  while (filler.length + text.length < min) filler += 'abcdefghijklmnopqrstuvwxyz'[random.int(0, 25)]
  return random.next() < 0.5 ? filler + text : text + filler
}
