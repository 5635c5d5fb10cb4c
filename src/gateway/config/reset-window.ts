/** How long a limit counts before it begins anew. */
export interface ResetWindow {
  /** As the file writes it, and as error texts repeat it: `1h`. */
  readonly text: string
  /** Milliseconds; undefined: it never begins anew. */
  readonly ms: number | undefined
  /** Begins anew with the day, the week (on Monday), the month or the year of the calendar, in UTC. */
  readonly calendar: 'd' | 'w' | 'M' | 'Y' | undefined
}

const HOUR = 3_600_000
const DAY = 24 * HOUR
/** The gateway reckons a month as 30 days and a year as 365. */
const LONG_UNITS: Readonly<Record<string, number>> = { d: DAY, w: 7 * DAY, M: 30 * DAY, Y: 365 * DAY }
const ALIASES: Readonly<Record<string, string>> = { daily: '1d', weekly: '1w', monthly: '1M', yearly: '1Y' }
const SHORT_UNITS: Readonly<Record<string, number>> = {
  ns: 1e-6,
  us: 1e-3,
  µs: 1e-3,
  ms: 1,
  s: 1000,
  m: 60_000,
  h: HOUR,
}

/** Reads a reset duration: `30s`, `5m`, `1h30m`, `1d`, `1w`, `1M`, `1Y`, or `daily` to `yearly`. */
export function readResetWindow(text: string | undefined, calendarAligned = false): ResetWindow {
  const written = text ?? ''
  const plain = ALIASES[written.toLowerCase()] ?? written
  const unit = plain.slice(-1)
  return {
    text: written === '' ? 'unknown' : written,
    ms: durationMs(plain),
    calendar: calendarAligned && isCalendarUnit(unit) ? unit : undefined,
  }
}

/** Milliseconds of a duration in the gateway's writing; undefined for a text that is none. */
export function durationMs(text: string): number | undefined {
  const long = /^(\d+(?:\.\d*)?|\.\d+)([dwMY])$/.exec(text)
  if (long) return Number(long[1]) * LONG_UNITS[long[2]!]!
  if (!/^(?:(?:\d+(?:\.\d*)?|\.\d+)(?:ns|us|µs|ms|s|m|h))+$/.test(text)) return text === '0' ? 0 : undefined
  let ms = 0
  for (const [, count, unit] of text.matchAll(/([\d.]+)(ns|us|µs|ms|s|m|h)/g))
    ms += Number(count) * SHORT_UNITS[unit!]!
  return ms
}

/** When the window that a moment belongs to began, ms since 1970. `since`: when the last known one began. */
export function windowStart(window: ResetWindow, since: number, at: number): number {
  if (window.calendar !== undefined) return Math.max(since, calendarStart(window.calendar, at))
  const { ms } = window
  if (ms === undefined || ms <= 0 || at - since < ms) return since
  return since + Math.floor((at - since) / ms) * ms
}

/** When it begins anew, ms since 1970; undefined: never. */
export function windowEnd(window: ResetWindow, since: number): number | undefined {
  if (window.calendar !== undefined) return nextCalendarStart(window.calendar, since)
  return window.ms === undefined ? undefined : since + window.ms
}

function isCalendarUnit(unit: string): unit is 'd' | 'w' | 'M' | 'Y' {
  return unit in LONG_UNITS
}

function calendarStart(unit: 'd' | 'w' | 'M' | 'Y', at: number): number {
  const date = new Date(at)
  const [year, month, day] = [date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate()]
  switch (unit) {
    case 'd':
      return Date.UTC(year, month, day)
    case 'w':
      return Date.UTC(year, month, day - ((date.getUTCDay() + 6) % 7))
    case 'M':
      return Date.UTC(year, month)
    case 'Y':
      return Date.UTC(year, 0)
  }
}

function nextCalendarStart(unit: 'd' | 'w' | 'M' | 'Y', at: number): number {
  const start = new Date(calendarStart(unit, at))
  const [year, month, day] = [start.getUTCFullYear(), start.getUTCMonth(), start.getUTCDate()]
  if (unit === 'Y') return Date.UTC(year + 1, 0)
  if (unit === 'M') return Date.UTC(year, month + 1)
  return Date.UTC(year, month, day + (unit === 'w' ? 7 : 1))
}
