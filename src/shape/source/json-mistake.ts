/** The first place where a text stops being JSON. */
export interface JsonMistake {
  /** In UTF-16 code units. */
  readonly at: number
  readonly message: string
}

/** Finds what is wrong with a text that `JSON.parse` refuses: its own messages do not always tell the place. */
export function jsonMistake(text: string): JsonMistake {
  const reader = new Reader(text)
  try {
    reader.value(0)
    reader.end()
  } catch (error) {
    if (error instanceof Mistake) return error
    throw error
  }
  return { at: 0, message: 'this is no JSON' }
}

class Mistake extends Error implements JsonMistake {
  readonly at: number

  constructor(at: number, message: string) {
    super(message)
    this.at = at
  }
}

const STRING = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y
const SCALAR = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?(?![\w.])|(?:true|false|null)(?!\w)/y
const MOST_DEPTH = 1000

class Reader {
  readonly #text: string
  #at = 0

  constructor(text: string) {
    this.#text = text
  }

  value(depth: number): void {
    if (depth > MOST_DEPTH) this.#fail(`nested more than ${MOST_DEPTH} levels deep`)
    if (this.#take('{')) this.#items('}', () => this.#member(depth))
    else if (this.#take('[')) this.#items(']', () => this.value(depth + 1))
    else if (this.#peek() === '"') this.#string()
    else if (!this.#matches(SCALAR)) this.#fail('a value is wanted here')
  }

  end(): void {
    if (this.#peek() !== '') this.#fail('the file should end here')
  }

  #items(close: string, item: () => void): void {
    if (this.#take(close)) return
    do item()
    while (this.#take(','))
    if (!this.#take(close)) this.#fail(`a comma or ${close} is wanted here`)
  }

  #member(depth: number): void {
    if (this.#peek() !== '"') this.#fail('a key in double quotes is wanted here')
    this.#string()
    if (!this.#take(':')) this.#fail('a colon is wanted here')
    this.value(depth + 1)
  }

  #string(): void {
    if (!this.#matches(STRING)) this.#fail('this text is not closed on its line, or holds a wrong escape')
  }

  #peek(): string {
    while (/[ \t\r\n]/.test(this.#text[this.#at] ?? '')) this.#at++
    return this.#text[this.#at] ?? ''
  }

  #take(char: string): boolean {
    if (this.#peek() !== char) return false
    this.#at++
    return true
  }

  #matches(pattern: RegExp): boolean {
    pattern.lastIndex = this.#at
    if (!pattern.test(this.#text)) return false
    this.#at = pattern.lastIndex
    return true
  }

  #fail(message: string): never {
    throw new Mistake(
      this.#at,
      this.#at >= this.#text.length ? `the file ends too early: ${message}` : message,
    )
  }
}
