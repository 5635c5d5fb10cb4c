import { PROFILE_1_4_19 } from '../../src/gateway/profiles/line-1-4-19.ts'
import type { StartOptions } from '../../src/start/start.ts'

/** What a start needs: nothing is read, nothing watched, and the clock stands still until it is advanced. */
export const STILL: StartOptions = {
  scenarios: [],
  profile: PROFILE_1_4_19,
  seed: 7,
  fixedTime: true,
  speed: 0,
  clock: 'manual',
  strict: false,
  tokenizer: 'estimate',
  locale: 'en',
  emulatorHeaders: true,
  host: '127.0.0.1',
  port: 0,
  watch: false,
}
