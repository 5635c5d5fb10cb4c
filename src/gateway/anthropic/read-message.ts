import { Encoded } from '../go-json/encode.ts'
import { rawJson } from '../response/raw-json.ts'
import { finishReason, usageOf } from './shapes.ts'
import type { Block, Message } from './shapes.ts'

/** A whole answer of a Claude deployment as a chat completion. `now`: Unix seconds; Anthropic tells no time. */
export function chatOf(message: Message, now: number): object {
  const { id, model, usage, stop_reason: reason, stop_sequence: stop, content } = message
  return {
    id,
    choices: [
      {
        index: 0,
        finish_reason: reason === undefined || reason === '' ? undefined : finishReason(reason),
        message: messageOf(content ?? []),
        stop,
      },
    ],
    created: now,
    model,
    service_tier: usage?.service_tier,
    usage: usage && usageOf(usage),
  }
}

function messageOf(blocks: readonly Block[]): object {
  const texts = blocks.filter(({ type, text }) => type === 'text' && text !== undefined)
  const thoughts = blocks.filter(({ type }) => type === 'thinking')
  const uses = blocks.filter(
    ({ type, id, name }) => type === 'tool_use' && id !== undefined && name !== undefined,
  )
  const reasoning = thoughts.map(({ thinking }) => (thinking === undefined ? '' : `${thinking}\n`)).join('')
  return {
    role: 'assistant',
    content: contentOf(texts),
    ...(reasoning !== '' && { reasoning }),
    ...(thoughts.length > 0 && {
      reasoning_details: thoughts.map(({ thinking, signature }, index) => ({
        index,
        type: 'reasoning.text',
        text: thinking,
        signature,
      })),
    }),
    ...(uses.length > 0 && {
      tool_calls: uses.map(({ id, name, input }, index) => ({
        index,
        type: 'function',
        id,
        function: { name, arguments: input === undefined ? '{}' : rawJson(input) },
      })),
    }),
  }
}

/** One text is the content; several stay blocks; where there is none the gateway says null. */
function contentOf(texts: readonly Block[]): unknown {
  if (texts.length === 0) return new Encoded('null')
  if (texts.length === 1) return texts[0]!.text
  return texts.map(({ text }) => ({ type: 'text', text }))
}
