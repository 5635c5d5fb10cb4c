import type { ChaosSpec } from '../scenario/order.ts'

/** Whether chaos is over, so many ms after it was ordered. */
export function isOver({ afterMs, forMs }: ChaosSpec, elapsed: number): boolean {
  return forMs !== undefined && elapsed >= afterMs + forMs
}

/** Whether chaos is on: begun, not over, and not between two outages. */
export function isOn(spec: ChaosSpec, elapsed: number): boolean {
  const since = elapsed - spec.afterMs
  if (since < 0 || isOver(spec, elapsed)) return false
  const { outage } = spec
  return outage === undefined || since % outage.everyMs < outage.lastsMs
}

/** The chance of a request now. */
export function rateAt({ rate, ramp, afterMs }: ChaosSpec, elapsed: number): number {
  if (ramp === undefined) return rate
  const share = Math.min(1, Math.max(0, (elapsed - afterMs) / ramp.overMs))
  return ramp.from + (ramp.to - ramp.from) * share
}
