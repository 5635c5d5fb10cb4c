import { splitSessionPath } from './session-path.ts'

/** Where the emulator's own routes stand. */
export const CONTROL_PREFIX = '/_emulator'

/** Whether a target is one of the emulator's own; what stands behind the name of a session is the gateway's. */
export function isControl(url: string): boolean {
  if (!url.startsWith(CONTROL_PREFIX)) return false
  const next = url.charAt(CONTROL_PREFIX.length)
  return (next === '' || next === '/' || next === '?') && splitSessionPath(url) === undefined
}
