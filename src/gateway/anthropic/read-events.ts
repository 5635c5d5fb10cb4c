import { decodeJson } from '../go-json/decode.ts'
import { EVENT, finishReason, usageOf } from './shapes.ts'
import type { Event, Usage } from './shapes.ts'
import type { DataLine } from '../stream/sse-lines.ts'

/** A stream of a Claude deployment as one of chat chunks. */
export interface ChatLines {
  /** Of each the value is a chunk, the text what was read. */
  readonly lines: readonly DataLine[]
  /** The model that the deployment names, '' where it names none. */
  readonly model: string
  /** When its last event came, if it did. */
  readonly doneAt: number | undefined
  /** An event that is an error: nothing behind it is read. */
  readonly error: { readonly at: number; readonly type: string; readonly message: string } | undefined
  /** The counts of all events, as the client is told them. */
  readonly usage: Record<string, unknown>
}

/** Reads events until the one that says it is the last. Whatever is no event of Anthropic's is skipped. */
export function chatLines(source: readonly DataLine[]): ChatLines {
  const reading = new EventReading()
  for (const line of source) {
    const decoded = decodeJson<Event>(EVENT, line.text())
    if (decoded.ok && reading.take(decoded.value, line)) break
  }
  return reading.read()
}

type Counts = { -readonly [K in Exclude<keyof Usage, 'service_tier'>]-?: number }

class EventReading {
  readonly #lines: DataLine[] = []
  /** Which call of a tool a block is. */
  readonly #calls = new Map<number, number>()
  #id = ''
  #model = ''
  #doneAt: number | undefined
  #error: ChatLines['error']
  readonly #usage: Counts = {
    input_tokens: 0,
    output_tokens: 0,
    cache_read_input_tokens: 0,
    cache_creation_input_tokens: 0,
  }

  /** True: nothing more is read. */
  take(event: Event, line: DataLine): boolean {
    const { type, message, delta, error } = event
    if (message !== undefined) {
      this.#id = message.id || this.#id
      this.#model = message.model ?? ''
    }
    this.#count(event.usage ?? message?.usage)
    const reason = delta?.stop_reason
    if (reason !== undefined) this.#push(line, {}, finishReason(reason))
    if (type === 'message_stop') {
      this.#doneAt = line.at
      return true
    }
    if (type === 'error' && error !== undefined) {
      this.#error = { at: line.at, type: error.type ?? '', message: error.message ?? '' }
      return true
    }
    const made = type === 'content_block_start' ? this.#begun(event) : this.#continued(event)
    if (made !== undefined) this.#push(line, made)
    return false
  }

  read(): ChatLines {
    const { cache_read_input_tokens: read, cache_creation_input_tokens: written } = this.#usage
    const { prompt_tokens_details: details, ...counts } = usageOf(this.#usage)
    const usage = read + written > 0 ? { ...counts, prompt_tokens_details: details } : counts
    return { lines: this.#lines, model: this.#model, doneAt: this.#doneAt, error: this.#error, usage }
  }

  #count(usage: Usage | undefined): void {
    if (usage === undefined) return
    for (const name of Object.keys(this.#usage) as (keyof Counts)[])
      this.#usage[name] = Math.max(this.#usage[name], usage[name] ?? 0)
  }

  #begun({ index, content_block: block }: Event): object | undefined {
    if (index === undefined || block?.type !== 'tool_use') return undefined
    const call = this.#calls.size
    this.#calls.set(index, call)
    const { id, name } = block
    return { tool_calls: [{ index: call, type: 'function', id, function: { name, arguments: '' } }] }
  }

  #continued({ type, index, delta }: Event): object | undefined {
    if (type !== 'content_block_delta' || index === undefined || delta === undefined) return undefined
    const { text = '', partial_json: part, thinking = '', signature = '' } = delta
    switch (delta.type) {
      case 'text_delta':
        return text === '' ? undefined : { content: text }
      case 'input_json_delta': {
        const call = { index: this.#calls.get(index) ?? 0, type: 'function', function: { arguments: part } }
        return part === undefined ? undefined : { tool_calls: [call] }
      }
      case 'thinking_delta':
        return thinking === ''
          ? undefined
          : { reasoning: thinking, reasoning_details: [detail({ text: thinking })] }
      case 'signature_delta':
        return signature === '' ? undefined : { reasoning_details: [detail({ signature })] }
      default:
        return undefined
    }
  }

  #push(line: DataLine, delta: object, reason?: string): void {
    const choice = reason === undefined ? { index: 0, delta } : { index: 0, finish_reason: reason, delta }
    const value = { id: this.#id, choices: [choice], object: 'chat.completion.chunk' }
    this.#lines.push({ at: line.at, value, text: line.text })
  }
}

function detail(of: object): object {
  return { index: 0, type: 'reasoning.text', ...of }
}
