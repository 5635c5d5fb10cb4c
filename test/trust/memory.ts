import { fork } from 'node:child_process'
import { once } from 'node:events'

/** What may come in any number, each of them once. */
export const MEMORY_KINDS = [
  'schemas',
  'patterns',
  'tools',
  'formats',
  'sessions',
  'deployments',
  'headers',
  'seeds',
  'origins',
  'configurations',
  'scenarios',
]

/** By how many MB the live memory of an emulator grows from the first so many of a kind to all of them. */
export async function grownBy(kind: string, first: number, all: number): Promise<number> {
  const child = fork(new URL('memory-child.mjs', import.meta.url), [kind, String(first), String(all)], {
    execArgv: ['--expose-gc'],
  })
  const [answer] = (await once(child, 'message')) as [{ before: number; after: number; wrong?: string }]
  child.kill()
  if (answer.wrong !== undefined) throw new Error(answer.wrong)
  return (answer.after - answer.before) / 2 ** 20
}
