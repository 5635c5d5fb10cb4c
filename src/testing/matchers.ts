import type { EmulatorScope } from '../in-process/emulator-session.ts'
import type { ExpectedCount } from '../in-process/received.ts'
import type { WhenInput } from '../in-process/scenario-types.ts'

/** What the matchers of every runner have in common. */
export interface ReceivedMatcher<R> {
  /**
   * So many chat requests fit the conditions, in the language of scenarios: at least one, unless `times`, `atLeast` or
   * `atMost` say otherwise.
   */
  toHaveReceived(when: WhenInput, expected?: ExpectedCount): R
}

export const matchers = {
  toHaveReceived(emulator: unknown, when: WhenInput, expected?: ExpectedCount) {
    if (!isScope(emulator)) throw new TypeError('toHaveReceived looks at an emulator, or at a session of one')
    const { pass, message } = emulator.received(when, expected)
    return { pass, message: () => (pass ? message.replace(/^expected /, 'did not expect ') : message) }
  },
}

function isScope(value: unknown): value is EmulatorScope {
  return typeof value === 'object' && value !== null && 'received' in value
}
