import type { Random } from '../random/random.ts'
import { codeText } from './text/code.ts'
import { foreignText } from './text/foreign.ts'
import { formedText } from './text/formed.ts'
import { markdownText } from './text/markdown.ts'
import { proseText } from './text/prose.ts'
import { askingLine, readTopic } from './text/topic.ts'
import { readLanguage, readWish } from './text/wish.ts'
import type { Wish } from './text/wish.ts'

export type TextStyle = 'prose' | 'markdown' | 'code' | 'echo'

export interface TextOptions {
  /** `echo` gives the prompt back. Default: what the prompt asks for, a list, a table or code, else prose. */
  readonly style?: TextStyle
  /**
   * How many words, met within 15 % (for `markdown`, `code` and lists from 100 on: they have parts that cannot shrink; in other
   * languages than English to the nearest sentence). Default: the seed chooses.
   */
  readonly words?: number
  /** What the user wrote; the text takes its topic from it, and its language. */
  readonly prompt?: string
}

/** A text that reads like an assistant's answer to the prompt. The same seed and options give the same text. */
export function fakeText(random: Random, options: TextOptions = {}): string {
  const { style, prompt = '' } = options
  if (style === 'echo') return prompt
  const line = askingLine(prompt)
  const wanted =
    options.words === undefined ? undefined : Math.min(20_000, Math.max(1, Math.round(options.words)))
  const wish: Wish = style === undefined ? readWish(line) : { form: style === 'code' ? 'code' : 'prose' }
  const language = style === 'markdown' || style === 'code' ? undefined : readLanguage(line)
  if (language !== undefined) return foreignText(random, language, wish, line, wanted)
  const topic = readTopic(line)
  if (style === 'markdown') return markdownText(random, topic, wanted ?? random.int(110, 200))
  if (wish.form === 'code') return codeText(random, topic, wanted ?? random.int(80, 130), line)
  if (wish.form === 'list' || wish.form === 'table') return formedText(random, topic, wish, wanted)
  return proseText(random, topic, wanted)
}

/** A wish for JSON that no schema describes: the keys that it names, and how it is to be wrapped. */
export function jsonWish(prompt: string): Extract<Wish, { readonly form: 'json' }> | undefined {
  const wish = readWish(askingLine(prompt))
  return wish.form === 'json' ? wish : undefined
}
