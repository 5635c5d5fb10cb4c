import { readDuration } from '../scenario/duration.ts'
import type { Service } from '../http/service.ts'
import { ManualClock } from '../play/manual-clock.ts'

/** The time of the emulator. */
export interface EmulatorClock {
  /** Milliseconds since 1970. */
  now(): number
  /**
   * Lets time pass: `'60s'`, `'1.5m'`, `250` (ms). Settles when everything that is due by then has been sent. Throws unless
   * the emulator was made with `clock: 'manual'`.
   */
  advance(by: string | number): Promise<void>
}

export function emulatorClock(service: Service): EmulatorClock {
  const { clock } = service
  return {
    now: () => service.now(),
    advance: async (by) => {
      if (!(clock instanceof ManualClock))
        throw new Error("time passes by itself here; createEmulator({ clock: 'manual' }) moves it by hand")
      const ms = readDuration(by)
      if (ms === undefined)
        throw new TypeError(
          `advance takes '250ms', '60s', '1.5m', '2h' or milliseconds, got ${JSON.stringify(by)}`,
        )
      await clock.advance(ms)
    },
  }
}
