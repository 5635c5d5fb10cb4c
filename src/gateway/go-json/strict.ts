import { GoError } from './errors.ts'
import { goQuoteText } from '../../message/go-quote.ts'

/**
 * Reading JSON token by token as Go's standard library does, where the gateway wants to keep the order of keys. The text
 * is one value whose structure has been checked; only what stands in strings and numbers can still be wrong.
 */
export class StrictReader {
  private readonly text: string
  private at = 0

  constructor(text: string) {
    this.text = text
  }

  /** The next character that is no space, left where it is; '' at the end. */
  peek(): string {
    while (/[ \t\r\n]/.test(this.text[this.at] ?? '')) this.at++
    return this.text[this.at] ?? ''
  }

  /** Steps over a bracket, a comma or a colon. */
  take(char: string): boolean {
    if (this.peek() !== char) return false
    this.at++
    return true
  }

  /** A string, a number, `true`, `false` or `null`. */
  scalar(): unknown {
    return this.peek() === '"' ? this.string() : this.word()
  }

  string(): string {
    this.peek()
    const from = this.at
    this.at = this.checkString(from + 1)
    const text = JSON.parse(this.text.slice(from, this.at)) as string
    return text.replace(/\p{Cs}/gu, '\ufffd')
  }

  private word(): unknown {
    const [word = ''] = /^[-+.\w]+/.exec(this.text.slice(this.at)) ?? []
    this.at += word.length
    const value: unknown = JSON.parse(word)
    if (value === Infinity || value === -Infinity) {
      throw new GoError(`json: cannot unmarshal number ${word} into Go value of type float64`)
    }
    return value
  }

  /** Behind the closing quote. */
  private checkString(from: number): number {
    for (let i = from; ; i++) {
      const char = this.text[i] ?? ''
      if (char === '"') return i + 1
      if (char < ' ') throw invalid(char, 'in string literal')
      if (char === '\\') i = this.checkEscape(i + 1)
    }
  }

  private checkEscape(at: number): number {
    const letter = this.text[at] ?? ''
    if (letter !== 'u') {
      if (!'"\\/bfnrt'.includes(letter)) throw invalid(letter, 'in string escape code')
      return at
    }
    for (let i = at + 1; i <= at + 4; i++) {
      const digit = this.text[i] ?? ''
      if (!/[0-9a-fA-F]/.test(digit)) throw invalid(digit, String.raw`in \u hexadecimal character escape`)
    }
    return at + 4
  }
}

/** Go names the byte; of a character beyond ASCII that is its first. */
function invalid(char: string, where: string): GoError {
  const first = Buffer.from(char, 'utf8')[0] ?? 0
  const byte = char.charCodeAt(0) >= 0xdc80 ? char.charCodeAt(0) & 0xff : first
  return new GoError(`invalid character ${quoteByte(String.fromCharCode(byte))} ${where}`)
}

function quoteByte(char: string): string {
  if (char === "'") return String.raw`'\''`
  if (char === '"') return `'"'`
  return `'${goQuoteText(char).slice(1, -1)}'`
}
