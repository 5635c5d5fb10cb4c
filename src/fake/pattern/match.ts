import type { Pattern, Sequence } from './parse.ts'
import { compileProgram, type Instruction } from './program.ts'
import { OutOfSteps, spend } from '../work.ts'

/** Of each group, where it began, and from where to where it reached last. */
type Groups = readonly (readonly [open: number, start: number, end: number] | undefined)[]

interface State {
  readonly pc: number
  readonly at: number
  readonly groups: Groups
}

/** The own steps in one step of work. */
const STEPS = 30
/** One text alone, whoever asks. */
const MOST = 1_000_000
const NO_GROUPS: Groups = []

/**
 * Whether a pattern occurs in a text: for what a linear engine cannot read (look-around, back references, repeats beyond
 * its limits). It goes back on its choices, but never to a place where it has been; its steps are counted.
 * @throws OutOfSteps when it takes too long to tell
 */
export function matcherOf(pattern: Pattern): (text: string) => boolean {
  const { code, hasBack } = compileProgram(pattern)
  const isAnchored = pattern.options.every(startsAtStart)
  return (text) => createMatch(code, hasBack, text).occurs(isAnchored)
}

function createMatch(code: readonly Instruction[], hasBack: boolean, text: string) {
  const looks = new Map<number, Groups | undefined>()
  const every = hasBack ? STEPS / 10 : STEPS
  let steps = 0
  return { occurs }

  function occurs(isAnchored: boolean): boolean {
    spend(0.3)
    const seen = new Set<number | string>()
    for (let start = 0; start <= (isAnchored ? 0 : text.length); start++)
      if (run({ pc: 0, at: start, groups: NO_GROUPS }, seen) !== undefined) return true
    return false
  }

  /** The groups of the first way that leads to `done` (at `end`, if given), undefined when none does. */
  function run(first: State, seen: Set<number | string>, end?: number): Groups | undefined {
    const stack: State[] = [first]
    for (let state = stack.pop(); state !== undefined; state = stack.pop()) {
      count()
      const key = hasBack
        ? `${state.pc} ${state.at} ${state.groups.join()}`
        : state.pc * (text.length + 1) + state.at
      if (seen.has(key)) continue
      seen.add(key)
      const instruction = code[state.pc]!
      if (instruction.op !== 'done') step(instruction, state, stack)
      else if (end === undefined || end === state.at) return state.groups
    }
    return undefined
  }

  function step(instruction: Exclude<Instruction, { op: 'done' }>, state: State, stack: State[]): void {
    const { pc, at, groups } = state
    const go = (to: number, place: number, after = groups) => stack.push({ pc: to, at: place, groups: after })
    switch (instruction.op) {
      case 'char':
        if (at < text.length && instruction.of.has(charAt(at))) go(pc + 1, at + charAt(at).length)
        return
      case 'run':
        for (const end of endsOfRun(instruction, at)) go(pc + 1, end)
        return
      case 'split':
        go(instruction.second, at)
        go(instruction.first, at)
        return
      case 'jump':
        go(instruction.to, at)
        return
      case 'open':
        go(
          pc + 1,
          at,
          withGroup(groups, instruction.group, [
            at,
            groups[instruction.group]?.[1] ?? 0,
            groups[instruction.group]?.[2] ?? 0,
          ]),
        )
        return
      case 'close': {
        const start = groups[instruction.group]![0]
        go(pc + 1, at, withGroup(groups, instruction.group, [start, start, at]))
        return
      }
      case 'back': {
        const [, start, end] = groups[instruction.group] ?? [0, 0, 0]
        const wanted = text.slice(start, end)
        if (text.startsWith(wanted, at)) go(pc + 1, at + wanted.length)
        return
      }
      case 'edge':
        if (isEdge(instruction.at, at)) go(pc + 1, at)
        return
      case 'look': {
        const found = look(instruction, state)
        if ((found === undefined) === instruction.negative) go(instruction.to, at, found ?? groups)
      }
    }
  }

  function endsOfRun({ of, min, max }: Instruction & { op: 'run' }, from: number): readonly number[] {
    const ends = [from]
    while (ends.length <= (max ?? min)) {
      const at = ends.at(-1)!
      if (at >= text.length || !of.has(charAt(at))) break
      count()
      ends.push(at + charAt(at).length)
    }
    if (ends.length <= min) return []
    return max === undefined ? [ends.at(-1)!] : ends.slice(min)
  }

  function look(instruction: Instruction & { op: 'look' }, { pc, at, groups }: State): Groups | undefined {
    const key = pc * (text.length + 1) + at
    if (!hasBack && looks.has(key)) return looks.get(key)
    let found: Groups | undefined
    if (instruction.ahead) found = run({ pc: pc + 1, at, groups }, new Set())
    else {
      const { min, max } = instruction.width
      for (let start = at - min; found === undefined && start >= Math.max(0, at - max * 2); start--)
        found = run({ pc: pc + 1, at: start, groups }, new Set(), at)
    }
    looks.set(key, found)
    return found
  }

  function charAt(at: number): string {
    return String.fromCodePoint(text.codePointAt(at)!)
  }

  function isEdge(edge: 'start' | 'end' | 'word' | 'inside', at: number): boolean {
    if (edge === 'start') return at === 0
    if (edge === 'end') return at === text.length
    return (isWord(text[at - 1]) !== isWord(text[at])) === (edge === 'word')
  }

  function count(): void {
    if (++steps % every === 0) spend(1)
    if (steps * (STEPS / every) > MOST) throw new OutOfSteps()
  }
}

function withGroup(groups: Groups, group: number, value: readonly [number, number, number]): Groups {
  const after = groups.slice()
  after[group] = value
  return after
}

function startsAtStart([first]: Sequence): boolean {
  return first?.kind === 'edge' && first.at === 'start'
}

function isWord(char: string | undefined): boolean {
  return char !== undefined && /\w/.test(char)
}
