import { setImmediate as turn } from 'node:timers/promises'

/** Longest stretch of work before other work gets its turn, ms. */
const STRETCH = 5

/** Runs work that comes in steps; running streams keep their pace meanwhile. `stretch`: ms at most, of work that is in no hurry. */
export async function inTurns<T>(steps: Generator<void, T>, stretch: number = STRETCH): Promise<T> {
  let since = performance.now()
  for (;;) {
    const { done, value } = steps.next()
    if (done === true) return value
    if (performance.now() - since < stretch) continue
    await turn()
    since = performance.now()
  }
}
