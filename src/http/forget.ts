import type { Emulator } from '../exchange/emulator.ts'
import type { RuntimeRuleKeeper } from './book-keeper.ts'

/**
 * Forgets journal, turns, states, standing orders and the rules that were added while the program runs: all of them, or
 * those of one session. `at`: now, ms since 1970.
 */
export async function forget(
  emulator: Emulator,
  rules: RuntimeRuleKeeper | undefined,
  at: number,
  session?: string,
): Promise<void> {
  emulator.reset(session, at)
  await (session === undefined ? rules?.remove() : rules?.removeOfSession(session))
}
