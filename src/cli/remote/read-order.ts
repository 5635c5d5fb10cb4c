import { errorNames } from '../../errors/catalogue.ts'
import { findFault } from '../../faults/fault-table.ts'
import { isObject } from '../../json/json-object.ts'
import { parsed } from '../../json/parsed.ts'
import { UsageError } from '../failure.ts'

/**
 * An order as it is typed: the name of an error, a fault such as `cut:after=3`, or the JSON that the control route takes.
 * Whether it makes sense the emulator knows. Throws `UsageError` for what is no JSON.
 */
export function readTypedOrder(written: string): object {
  if (!written.trimStart().startsWith('{')) return isFault(written) ? { fault: written } : { error: written }
  const value = parsed(written)
  if (isObject(value)) return value
  throw new UsageError(
    `an order such as {"error":"azure.rate_limit","times":2} is wanted, got ${JSON.stringify(written)}`,
  )
}

/** A number where it is one; what is none the emulator refuses as it was typed. */
export function typed(written: string): string | number {
  return /^-?\d+(?:\.\d+)?$/.test(written) ? Number(written) : written
}

function isFault(written: string): boolean {
  if (errorNames().includes(written)) return false
  return /[:;]/.test(written) || findFault(written) !== undefined
}
