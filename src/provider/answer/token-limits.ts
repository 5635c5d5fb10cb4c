import type { Piece } from './answer.ts'
import { joined } from './answer.ts'

type Parameters = { readonly [key: string]: unknown }

/** Tokens that `max_completion_tokens` (of old `max_tokens`) allows, thoughts among them. */
export function tokenLimit(parameters: Parameters): number {
  const max = parameters['max_completion_tokens'] ?? parameters['max_tokens']
  return typeof max === 'number' ? max : Infinity
}

/** Content as far as `most` tokens and `stop` let it go, and why it ends there. */
export function cutContent(
  content: readonly Piece[],
  most: number,
  parameters: Parameters,
): { content: readonly Piece[]; finishReason: string } {
  const within = content.length > most ? content.slice(0, most) : content
  const stopped = stopAt(within, stopSequences(parameters['stop']))
  if (stopped !== undefined) return { content: stopped, finishReason: 'stop' }
  return { content: within, finishReason: within.length < content.length ? 'length' : 'stop' }
}

function stopSequences(stop: unknown): readonly string[] {
  const list = typeof stop === 'string' ? [stop] : Array.isArray(stop) ? stop : []
  return list.filter((it) => typeof it === 'string' && it !== '')
}

function stopAt(content: readonly Piece[], sequences: readonly string[]): readonly Piece[] | undefined {
  const text = joined(content)
  const found = sequences.map((sequence) => text.indexOf(sequence)).filter((at) => at !== -1)
  if (found.length === 0) return undefined
  let left = Math.min(...found)
  const kept: Piece[] = []
  for (const piece of content) {
    if (left <= 0) break
    kept.push({ ...piece, text: piece.text.slice(0, left) })
    left -= piece.text.length
  }
  return kept
}
