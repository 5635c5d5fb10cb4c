import type { HeaderList } from '../message/headers.ts'

/**
 * The header lines of a request up to and with the empty one, as latin-1 text. A line that begins with a blank continues
 * the one before; a name may hold blanks, and is then another name. Undefined where fasthttp 1.68.0 refuses them.
 */
export function readHeaderLines(text: string): HeaderList | undefined {
  const headers: [string, string][] = []
  const lines = text.split('\n')
  for (let i = 0; i < lines.length;) {
    let line = withoutCr(lines[i++]!)
    if (line === '') break
    if (!line.includes(':') || (i === 1 && /^[ \t]/.test(line))) return undefined
    line = trimmed(line)
    for (; i < lines.length && /^[ \t]/.test(lines[i]!); i++) line += ` ${trimmed(withoutCr(lines[i]!))}`
    const colon = line.indexOf(':')
    const name = line.slice(0, colon)
    const value = trimmed(line.slice(colon + 1))
    if (!NAME.test(name) || FORBIDDEN.test(value)) return undefined
    headers.push([name, value])
  }
  return headers
}

const NAME = /^[!#$%&'*+\-.0-9A-Z^_`a-z|~ ]+$/
// oxlint-disable-next-line no-control-regex -- these are what no value may hold
const FORBIDDEN = /[\x00-\x08\x0a-\x1f\x7f]/

function withoutCr(line: string): string {
  return line.endsWith('\r') ? line.slice(0, -1) : line
}

function trimmed(text: string): string {
  return text.replace(/^[ \t]+|[ \t]+$/g, '')
}
