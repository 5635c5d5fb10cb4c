import { setTimeout as pause } from 'node:timers/promises'

/** So long nothing stirs before something is done that would hold up whoever waits, ms. */
const QUIET = 300

/** Resolves when nothing stirred for a moment. `state`: another one when something did; undefined while something goes on. */
export async function quietMoment(state: () => Promise<string | undefined>): Promise<void> {
  for (let last: string | undefined; ;) {
    const now = await state()
    if (now !== undefined && now === last) return
    last = now
    // Only what listens keeps the process alive.
    await pause(QUIET, undefined, { ref: false })
  }
}
