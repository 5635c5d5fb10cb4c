import type { ScalarNode } from '../tree.ts'
import { NOT_PLAIN } from './not-plain.ts'

/** A value without quotes that stands in one line, read as YAML 1.2 does. `at`: where it begins. */
export function plainScalar(written: string, at: number): ScalarNode {
  const end = at + written.length
  if (!FIRST.test(written) || NO_SCALAR.test(written)) throw NOT_PLAIN
  if (Object.hasOwn(WORDS, written)) {
    const value = WORDS[written]!
    return { kind: value === null ? 'null' : 'boolean', value, written, start: at, end }
  }
  if (DECIMAL.test(written)) return { kind: 'number', value: Number(written), written, start: at, end }
  if (OTHER_NUMBER.test(written)) throw NOT_PLAIN
  return { kind: 'text', value: written, written, start: at, end }
}

/** A value in quotes at this place of a text; its end is behind the quote that closes it. */
export function quotedScalar(text: string, at: number): ScalarNode {
  const isSingle = text[at] === "'"
  const pattern = isSingle ? SINGLE_QUOTED : DOUBLE_QUOTED
  pattern.lastIndex = at
  const quoted = pattern.exec(text)?.[0]
  if (quoted === undefined) throw NOT_PLAIN
  const value = isSingle ? quoted.slice(1, -1) : (JSON.parse(quoted) as string)
  return { kind: 'text', value, written: value, start: at, end: at + quoted.length }
}

/** A minus sign, and no other mark of YAML. */
const FIRST = /^(?:[\w/.~(<=^$+;\\\xa0-\uffff]|-\w)/
/** The colon of a key or the sign of a comment. */
const NO_SCALAR = /:(?: |$)| #/
const WORDS: Readonly<Record<string, boolean | null>> = {
  true: true,
  True: true,
  TRUE: true,
  false: false,
  False: false,
  FALSE: false,
  null: null,
  Null: null,
  NULL: null,
  '~': null,
}
const DECIMAL = /^-?\d{1,15}(?:\.\d{1,15})?$/
const OTHER_NUMBER =
  /^(?:[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?|0o[0-7]+|0x[\da-fA-F]+|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$/

const SINGLE_QUOTED = /'[^'\n]*'(?!')/y
/** With the escapes that mean the same in JSON. */
const DOUBLE_QUOTED = /"(?:[^"\\\n]|\\["\\/bfnrt])*"/y
