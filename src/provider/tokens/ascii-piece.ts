/**
 * Where the piece of a text that begins at `start` ends: a word with the blank before it, up to three digits, a run of
 * punctuation or of white space. -1 where a character beyond ASCII has a say in it.
 */
export function asciiPieceEnd(text: string, start: number): number {
  const { length } = text
  let at = start
  let kind = kindAt(text, at)
  if (kind === WHITE) {
    const next = at + 1 < length ? kindAt(text, at + 1) : WHITE
    if (text.charCodeAt(at) !== BLANK || next === WHITE) return endOfRun(text, at, WHITE, length)
    kind = next
    at++
  }
  if (kind === BEYOND) return -1
  return endOfRun(text, at, kind, kind === DIGIT ? Math.min(length, at + MOST_DIGITS) : length)
}

const [MARK, WHITE, LETTER, DIGIT, BEYOND] = [0, 1, 2, 3, 4] as const
const BLANK = 0x20
const APOSTROPHE = 0x27
const MOST_DIGITS = 3

const KINDS = Uint8Array.from({ length: 128 }, (_, unit) => {
  const char = String.fromCharCode(unit)
  return /\s/.test(char) ? WHITE : /[A-Za-z]/.test(char) ? LETTER : /\d/.test(char) ? DIGIT : MARK
})

function kindAt(text: string, at: number): number {
  return KINDS[text.charCodeAt(at)] ?? BEYOND
}

function endOfRun(text: string, start: number, kind: number, limit: number): number {
  let at = start + 1
  while (at < limit && belongsTo(text, at, kind)) at++
  return at < text.length && kindAt(text, at) === BEYOND ? -1 : at
}

/** An apostrophe stays inside its word. */
function belongsTo(text: string, at: number, kind: number): boolean {
  return kindAt(text, at) === kind || (kind === LETTER && text.charCodeAt(at) === APOSTROPHE)
}
