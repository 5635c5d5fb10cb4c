import type { CharClass } from './char-class.ts'
import { widthOf, type Pattern, type Piece, type Sequence } from './parse.ts'
import { OutOfSteps } from '../work.ts'

/** A pattern as a list of instructions; `to` and the like are places in it. */
export type Instruction =
  | { readonly op: 'char'; readonly of: CharClass }
  /** The same character so many times: exactly `min` when `max` is absent, else as many ends as there are. */
  | { readonly op: 'run'; readonly of: CharClass; readonly min: number; readonly max?: number }
  | { op: 'split'; first: number; second: number }
  | { op: 'jump'; to: number }
  | { readonly op: 'open' | 'close'; readonly group: number }
  | { readonly op: 'back'; readonly group: number }
  | { readonly op: 'edge'; readonly at: 'start' | 'end' | 'word' | 'inside' }
  | {
      op: 'look'
      readonly ahead: boolean
      readonly negative: boolean
      readonly width: { readonly min: number; readonly max: number }
      /** Where the pattern goes on; what is looked for stands right behind. */
      to: number
    }
  | { readonly op: 'done' }

export interface Program {
  readonly code: readonly Instruction[]
  /** Groups are remembered only where something refers to them. */
  readonly hasBack: boolean
}

const MOST = 20_000

/** @throws OutOfSteps for a pattern whose repeats make it too long */
export function compileProgram({ options, names }: Pattern): Program {
  const code: Instruction[] = []
  const hasBack = options.some((sequence) => sequence.some(refersBack))
  emitOptions(options)
  code.push({ op: 'done' })
  return { code, hasBack }

  function emitOptions(list: readonly Sequence[]): void {
    const jumps: { op: 'jump'; to: number }[] = []
    for (const [index, sequence] of list.entries()) {
      const split =
        index < list.length - 1 ? add({ op: 'split', first: code.length + 1, second: 0 }) : undefined
      sequence.forEach(emit)
      if (split === undefined) continue
      jumps.push(add({ op: 'jump', to: 0 }))
      split.second = code.length
    }
    for (const jump of jumps) jump.to = code.length
  }

  function emit(piece: Piece): void {
    switch (piece.kind) {
      case 'char':
        add({ op: 'char', of: piece.of })
        return
      case 'group':
        if (piece.capture !== undefined && hasBack) add({ op: 'open', group: piece.capture })
        emitOptions(piece.options)
        if (piece.capture !== undefined && hasBack) add({ op: 'close', group: piece.capture })
        return
      case 'repeat':
        emitRepeat(piece)
        return
      case 'back':
        add({ op: 'back', group: typeof piece.to === 'string' ? names.get(piece.to)! : piece.to })
        return
      case 'edge':
        add({ op: 'edge', at: piece.at })
        return
      case 'look': {
        const { ahead, negative } = piece
        const look = add({ op: 'look', ahead, negative, width: widthOf(piece.options), to: 0 })
        emitOptions(piece.options)
        add({ op: 'done' })
        look.to = code.length
      }
    }
  }

  function emitRepeat({ piece, min, max, lazy }: Piece & { kind: 'repeat' }): void {
    if (piece.kind === 'char' && min > 1) add({ op: 'run', of: piece.of, min })
    else for (let count = 0; count < min; count++) emit(piece)
    if (max === Infinity) {
      const split = add({ op: 'split', first: code.length + 1, second: 0 })
      const start = code.indexOf(split, code.length - 1)
      emit(piece)
      add({ op: 'jump', to: start })
      split.second = code.length
      if (lazy) [split.first, split.second] = [split.second, split.first]
    } else if (piece.kind === 'char' && max - min > 1)
      add({ op: 'run', of: piece.of, min: 0, max: max - min })
    else {
      const splits: { op: 'split'; first: number; second: number }[] = []
      for (let count = min; count < max; count++) {
        splits.push(add({ op: 'split', first: code.length + 1, second: 0 }))
        emit(piece)
      }
      for (const split of splits) split.second = code.length
      if (lazy) for (const split of splits) [split.first, split.second] = [split.second, split.first]
    }
  }

  function add<T extends Instruction>(instruction: T): T {
    if (code.length >= MOST) throw new OutOfSteps()
    code.push(instruction)
    return instruction
  }
}

function refersBack(piece: Piece): boolean {
  if (piece.kind === 'repeat') return refersBack(piece.piece)
  if (piece.kind === 'group' || piece.kind === 'look')
    return piece.options.some((sequence) => sequence.some(refersBack))
  return piece.kind === 'back'
}
