import type { ErrorEntry, ErrorSpec } from '../error-spec.ts'

/** `status`: what the client of the gateway sees. `capture`: the recording that has it. */
export function entry(
  name: string,
  when: string,
  status: number,
  spec: ErrorSpec,
  capture?: string,
): ErrorEntry {
  return capture === undefined ? { name, when, status, spec } : { name, when, status, capture, spec }
}
