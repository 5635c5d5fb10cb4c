/**
 * Every error that can be ordered by name. `azure.*` is what the deployment answers, `network.*` what
 * becomes of the connection to it, `bifrost.*` and `governance.*` what the gateway says itself. Texts and statuses
 * are those of release 1.4.19; where they were recorded, `capture` names the recording. What other releases say
 * instead stands in their profiles.
 */

import { AZURE_ERRORS } from './catalogue/azure-errors.ts'
import { GATEWAY_CORE_ERRORS } from './catalogue/gateway-core-errors.ts'
import { GATEWAY_ACCESS_ERRORS } from './catalogue/gateway-access-errors.ts'
import { GOVERNANCE_ERRORS } from './catalogue/governance-errors.ts'
import { NETWORK_ERRORS } from './catalogue/network-errors.ts'
import type { ErrorEntry } from './error-spec.ts'

const ENTRIES: readonly ErrorEntry[] = [
  ...AZURE_ERRORS,
  ...NETWORK_ERRORS,
  ...GATEWAY_ACCESS_ERRORS,
  ...GATEWAY_CORE_ERRORS,
  ...GOVERNANCE_ERRORS,
]

const BY_NAME: ReadonlyMap<string, ErrorEntry> = new Map(ENTRIES.map((it) => [it.name, it]))

/** The whole catalogue, in the order of the table. */
export function errorCatalogue(): readonly ErrorEntry[] {
  return ENTRIES
}

export function errorNames(): readonly string[] {
  return [...BY_NAME.keys()]
}

export function findError(name: string): ErrorEntry | undefined {
  return BY_NAME.get(name)
}
