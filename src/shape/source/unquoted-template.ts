/**
 * A template that stands without quotes where YAML takes its braces for a map: where its value begins and ends, near a place
 * at which the YAML reader gave up.
 */
export function unquotedTemplate(text: string, near: number): { start: number; end: number } | undefined {
  // A value that goes on in the next line is complained of there.
  const line = text.lastIndexOf('\n', near - 1) + 1
  return inLine(text, line) ?? (line > 0 ? inLine(text, text.lastIndexOf('\n', line - 2) + 1) : undefined)
}

function inLine(text: string, from: number): { start: number; end: number } | undefined {
  const line = text.slice(from).split('\n', 1)[0]!
  // What is quoted, and comments, are blanked out: their places stay.
  const bare = line.replace(QUOTED, (part) => ' '.repeat(part.length))
  const at = bare.search(/\{[{%]/)
  if (at === -1) return undefined
  const before = /^.*(?:[:,\-[{]\s+|\[)(?=\S)/.exec(bare.slice(0, at + 1))?.[0].length ?? 0
  return { start: from + before, end: from + line.trimEnd().length }
}

/** A quoted text or a comment where one may begin. */
const QUOTED = /(?<=[\s,[{:]|^)(?:"(?:[^"\\]|\\.)*"|'(?:[^']|'')*'|#.*)/g
