/** Which numbers a setting may be. */
export interface NumberRange {
  readonly whole?: true
  readonly least: number
  readonly most?: number
}

/** Whether a number is in the range. `1e400`, which JSON reads as infinite, is in none. */
export function isInRange(value: number, { whole, least, most = Infinity }: NumberRange): boolean {
  return (
    Number.isFinite(value) && (whole !== true || Number.isInteger(value)) && value >= least && value <= most
  )
}

/** `a whole number of at least 1`, `a number from 0 to 1`. */
export function rangeName({ whole, least, most }: NumberRange): string {
  const noun = whole === true ? 'a whole number' : 'a number'
  return most === undefined ? `${noun} of at least ${least}` : `${noun} from ${least} to ${most}`
}
