/**
 * The value that a standard normal variable stays below with this chance (0 to 1): P. J. Acklam's rational approximation,
 * off by less than 1.2e-9 of the value. 0 and 1 give what 1 in 10^12 gives.
 */
export function normalAt(chance: number): number {
  const p = Math.min(1 - LEAST, Math.max(LEAST, chance))
  if (p < LOW) return tail(Math.sqrt(-2 * Math.log(p)))
  if (p > 1 - LOW) return -tail(Math.sqrt(-2 * Math.log(1 - p)))
  const q = p - 0.5
  const r = q * q
  return (q * middleAbove(r)) / (middleBelow(r) * r + 1)
}

const LEAST = 1e-12
const LOW = 0.02425

function tail(q: number): number {
  return tailAbove(q) / (tailBelow(q) * q + 1)
}

// Written out: a list of coefficients takes ten times as long, and a stream draws for every piece.
function middleAbove(x: number): number {
  const high = (-3.969683028665376e1 * x + 2.209460984245205e2) * x - 2.759285104469687e2
  return ((high * x + 1.38357751867269e2) * x - 3.066479806614716e1) * x + 2.506628277459239
}

function middleBelow(x: number): number {
  const high = (-5.447609879822406e1 * x + 1.615858368580409e2) * x - 1.556989798598866e2
  return (high * x + 6.680131188771972e1) * x - 1.328068155288572e1
}

function tailAbove(x: number): number {
  const high = (-7.784894002430293e-3 * x - 3.223964580411365e-1) * x - 2.400758277161838
  return ((high * x - 2.549732539343734) * x + 4.374664141464968) * x + 2.938163982698783
}

function tailBelow(x: number): number {
  const high = (7.784695709041462e-3 * x + 3.224671290700398e-1) * x + 2.445134137142996
  return high * x + 3.754408661907416
}
