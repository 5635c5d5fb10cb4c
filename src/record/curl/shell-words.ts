import { CurlProblem } from './curl-problem.ts'

/** The words of a pasted command, as the shell that it was written for splits them: a POSIX one, or cmd of Windows. */
export function shellWords(text: string): readonly string[] {
  return isForCmd(text) ? cmdWords(text) : posixWords(text)
}

/** Quotes, $'…', escapes, and lines that end in a backslash. */
function posixWords(text: string): readonly string[] {
  const token = /\s+|\\\r?\n|'([^']*)'|\$'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)"|\\(.)|([^\s'"\\$]+|\$)/gsy
  const words = new Words()
  let end = 0
  for (const match of text.matchAll(token)) {
    const [whole, single, ansi, double, escaped, plain] = match
    end = match.index + whole.length
    const part =
      single ?? ansiText(ansi) ?? double?.replace(/\\(?:\r?\n|(["\\$`]))/g, '$1') ?? escaped ?? plain
    if (part !== undefined && !/^\\\r?\n/.test(whole)) words.add(part)
    else if (/^\s/.test(whole)) words.end()
  }
  return words.done(text.slice(end))
}

/** A browser that copies for cmd puts a caret before every quote; by hand one stands at the end of a line. */
function isForCmd(text: string): boolean {
  return text.includes('^"') || /\^\r?\n/.test(text)
}

/** First the carets go: before a line break with it, before two of them for one, else for what they stand before. */
function cmdWords(text: string): readonly string[] {
  const bare = text.replace(/\^(?:(\r?\n)\r?\n|\r?\n|([^]))/g, (_all, broken?: string, char?: string) =>
    broken === undefined ? (char ?? '') : '\n',
  )
  const token = /\s+|"((?:[^"\\]|\\.|"")*)"|((?:[^\s"\\]|\\.)+)/gsy
  const words = new Words()
  let end = 0
  for (const match of bare.matchAll(token)) {
    const [whole, quoted, plain] = match
    end = match.index + whole.length
    const part = quoted?.replace(/\\(["\\])|""/g, (_all, char?: string) => char ?? '"') ?? plain
    if (part === undefined) words.end()
    else words.add(part)
  }
  return words.done(bare.slice(end))
}

class Words {
  readonly #words: string[] = []
  #word: string | undefined

  add(part: string): void {
    this.#word = (this.#word ?? '') + part
  }

  end(): void {
    if (this.#word !== undefined) this.#words.push(this.#word)
    this.#word = undefined
  }

  done(rest: string): readonly string[] {
    if (rest !== '')
      throw new CurlProblem(`the curl command has a quote without its end: ${rest.slice(0, 30)}`)
    this.end()
    return this.#words
  }
}

const ANSI: Readonly<Record<string, string>> = {
  a: '\u0007',
  b: '\b',
  e: '\u001b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  '\\': '\\',
  "'": "'",
  '"': '"',
  '?': '?',
}

const ANSI_ESCAPE = /\\(?:u([0-9a-fA-F]{1,4})|U([0-9a-fA-F]{1,8})|x([0-9a-fA-F]{1,2})|([0-7]{1,3})|(.))/gs

function ansiText(text: string | undefined): string | undefined {
  return text?.replace(ANSI_ESCAPE, (all: string, unicode, long, hex, octal, char) => {
    if (char !== undefined) return ANSI[char as string] ?? all
    const code = octal === undefined ? Number.parseInt(unicode ?? long ?? hex, 16) : Number.parseInt(octal, 8)
    return code <= 0x10ffff ? String.fromCodePoint(code) : all
  })
}
