/**
 * A header line as bytes, one a character: as UTF-8 where it holds more than latin-1. Cut to their low bytes, some of its
 * characters would be line breaks.
 */
export function headerBytes(line: string): string {
  return WIDE.test(line) ? Buffer.from(line).toString('latin1') : line
}

// oxlint-disable-next-line no-control-regex -- all of latin-1 is meant
const WIDE = /[^\x00-\xff]/
