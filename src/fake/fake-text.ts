import type { Random } from '../random/random.ts'
import { codeText } from './text/code.ts'
import { markdownText } from './text/markdown.ts'
import { proseText } from './text/prose.ts'
import { readTopic } from './text/topic.ts'

export type TextStyle = 'prose' | 'markdown' | 'code' | 'echo'

export interface TextOptions {
  /** Default `prose`. `echo` gives the prompt back. */
  readonly style?: TextStyle
  /** How many words, met within 15 % (for `markdown` and `code` from 100 on: they have parts that cannot shrink). Default: the seed chooses. */
  readonly words?: number
  /** What the user wrote; the text takes its topic from it. */
  readonly prompt?: string
}

/** A text that reads like an assistant's answer to the prompt. The same seed and options give the same text. */
export function fakeText(random: Random, options: TextOptions = {}): string {
  const { style = 'prose', prompt = '' } = options
  if (style === 'echo') return prompt
  const topic = readTopic(prompt)
  const wanted =
    options.words === undefined ? undefined : Math.min(20_000, Math.max(1, Math.round(options.words)))
  if (style === 'markdown') return markdownText(random, topic, wanted ?? random.int(110, 200))
  if (style === 'code') return codeText(random, topic, wanted ?? random.int(80, 130), prompt)
  return proseText(random, topic, wanted)
}
