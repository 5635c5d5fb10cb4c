import type { Pattern, Piece, Sequence } from './parse.ts'

type Next = (at: number) => boolean

const MAX_STEPS = 200_000

/**
 * Whether the pattern occurs in the text, by backtracking under a step limit: for patterns that neither a linear
 * engine can read (look-around, back references) nor `RegExp` can be trusted with. Out of steps means no.
 */
export function matchPattern(pattern: Pattern, text: string): boolean {
  const captures: (string | undefined)[] = []
  let steps = 0
  for (let start = 0; start <= text.length; start++) if (any(pattern.options, start, () => true)) return true
  return false

  function any(options: readonly Sequence[], at: number, next: Next): boolean {
    return options.some((sequence) => follow(sequence, 0, at, next))
  }

  function follow(sequence: Sequence, index: number, at: number, next: Next): boolean {
    const piece = sequence[index]
    if (piece === undefined) return next(at)
    return take(piece, at, (end) => follow(sequence, index + 1, end, next))
  }

  function take(piece: Piece, at: number, next: Next): boolean {
    if (++steps > MAX_STEPS) return false
    switch (piece.kind) {
      case 'char': {
        const char = at < text.length ? String.fromCodePoint(text.codePointAt(at)!) : undefined
        return char !== undefined && piece.of.has(char) && next(at + char.length)
      }
      case 'group':
        return any(piece.options, at, (end) => {
          if (piece.capture === undefined) return next(end)
          const before = captures[piece.capture]
          captures[piece.capture] = text.slice(at, end)
          if (next(end)) return true
          captures[piece.capture] = before
          return false
        })
      case 'repeat':
        return repeat(piece, 0, at, next)
      case 'back': {
        const number = typeof piece.to === 'string' ? pattern.names.get(piece.to)! : piece.to
        const wanted = captures[number] ?? ''
        return text.startsWith(wanted, at) && next(at + wanted.length)
      }
      case 'look':
        return look(piece, at) !== piece.negative && next(at)
      case 'edge':
        return isEdge(piece.at, at) && next(at)
    }
  }

  function repeat(piece: Piece & { kind: 'repeat' }, done: number, at: number, next: Next): boolean {
    const more = () =>
      done < piece.max &&
      take(piece.piece, at, (end) => (end > at || done < piece.min) && repeat(piece, done + 1, end, next))
    if (done < piece.min) return more()
    return piece.lazy ? next(at) || more() : more() || next(at)
  }

  function look(piece: Piece & { kind: 'look' }, at: number): boolean {
    if (piece.ahead) return any(piece.options, at, () => true)
    for (let start = at; start >= 0; start--) if (any(piece.options, start, (end) => end === at)) return true
    return false
  }

  function isEdge(edge: 'start' | 'end' | 'word' | 'inside', at: number): boolean {
    if (edge === 'start') return at === 0
    if (edge === 'end') return at === text.length
    return (isWord(text[at - 1]) !== isWord(text[at])) === (edge === 'word')
  }
}

function isWord(char: string | undefined): boolean {
  return char !== undefined && /\w/.test(char)
}
