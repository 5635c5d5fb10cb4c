import { withWholeCharacters } from './tokenizer.ts'
import type { Tokenizer } from './tokenizer.ts'

/** The parts of the package gpt-tokenizer that are used; its vocabulary is large, so whoever wants it loads it. */
export interface Encoding {
  encode(text: string, options?: { disallowedSpecial?: Set<string> }): number[]
  decodeGenerator(tokens: Iterable<number>): Iterable<string>
}

/** The tokens of gpt-4o and all models after it. */
export function o200kTokenizer(encoding: Encoding): Tokenizer {
  const encode = (text: string) => encoding.encode(text, { disallowedSpecial: NOTHING })
  return {
    tokenize: (text) =>
      withWholeCharacters(
        text,
        slices(text).flatMap((slice) => [...encoding.decodeGenerator(encode(slice))]),
      ),
    count: (text) => slices(text).reduce((sum, slice) => sum + encode(slice).length, 0),
  }
}

/** Text such as `<|endoftext|>` is text here. */
const NOTHING = new Set<string>()

/** Encoding takes the square of a run's length, where a run has no change between words, blanks and marks: long ones are cut. */
function slices(text: string): readonly string[] {
  const parts: string[] = []
  let end = 0
  for (const { index, 0: run } of text.matchAll(LONG_RUN)) {
    parts.push(text.slice(end, index), ...(run.match(SLICE) ?? []))
    end = index + run.length
  }
  parts.push(text.slice(end))
  return parts
}

const LONG_RUN = /\s{400,}|[!-/:-@[-`{-~]{400,}|[^\s!-/:-@[-`{-~]{400,}/gu
const SLICE = /.{1,400}/gsu
