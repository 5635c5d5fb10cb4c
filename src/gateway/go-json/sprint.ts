/** A decoded value as Go's `fmt.Sprint` prints it: `[a 1]`, `map[a:1]`, `1e+06`, `<nil>`. */
export function goSprint(value: unknown): string {
  if (value === null || value === undefined) return '<nil>'
  if (typeof value === 'number') return sprintFloat(value)
  if (Array.isArray(value)) return `[${value.map(goSprint).join(' ')}]`
  if (typeof value === 'object') {
    const entries = Object.entries(value).sort(([a], [b]) => Buffer.compare(Buffer.from(a), Buffer.from(b)))
    return `map[${entries.map(([key, one]) => `${key}:${goSprint(one)}`).join(' ')}]`
  }
  return String(value)
}

/** The shortest digits; with an exponent below 1e-4 and from a million on. */
function sprintFloat(value: number): string {
  if (Object.is(value, -0)) return '-0'
  const [digits = '', exponent = '0'] = value.toExponential().split('e')
  const power = Number(exponent)
  if (power >= -4 && power < 6) return power < 0 ? plainFraction(value, digits, power) : String(value)
  return `${digits}e${power < 0 ? '-' : '+'}${String(Math.abs(power)).padStart(2, '0')}`
}

function plainFraction(value: number, digits: string, power: number): string {
  const significant = digits.replace(/[-.]/g, '')
  return `${value < 0 ? '-' : ''}0.${'0'.repeat(-power - 1)}${significant}`
}
