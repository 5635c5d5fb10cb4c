import { fork } from 'node:child_process'
import { once } from 'node:events'

/** What may come in any number, each of them once: how many to ask for first, and in all. */
export const MEMORY_KINDS: Readonly<Record<string, readonly [first: number, all: number]>> = {
  ...many(1_000, 10_000, [
    'schemas',
    'patterns',
    'tools',
    'formats',
    'sessions',
    'deployments',
    'headers',
    'members',
    'seeds',
    'origins',
    'configurations',
    'scenarios',
  ]),
  // Of 12 kB to 500 kB each.
  ...many(100, 1_000, [
    'long heads',
    'long members',
    'long members under other heads',
    'long conversations',
    'long conversations with a member',
    'long streams',
  ]),
}

function many(
  first: number,
  all: number,
  kinds: readonly string[],
): Record<string, readonly [number, number]> {
  return Object.fromEntries(kinds.map((kind) => [kind, [first, all]]))
}

export interface Grown {
  /** MB of live memory that the first so many of a kind took. */
  readonly first: number
  /** And those after them. */
  readonly more: number
}

/** By how much the live memory of an emulator grows with the first so many of a kind, and from there to all of them. */
export async function grownBy(kind: string, first: number, all: number): Promise<Grown> {
  const child = fork(new URL('memory-child.mjs', import.meta.url), [kind, String(first), String(all)], {
    execArgv: ['--expose-gc'],
  })
  const [answer] = (await once(child, 'message')) as [
    { start: number; before: number; after: number; wrong?: string },
  ]
  child.kill()
  if (answer.wrong !== undefined) throw new Error(answer.wrong)
  const { start, before, after } = answer
  return { first: (before - start) / 2 ** 20, more: (after - before) / 2 ** 20 }
}
