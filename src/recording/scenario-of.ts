import { parsed } from '../json/parsed.ts'
import { sentBody } from '../journal/answer.ts'
import { requestsOf } from '../journal/asked.ts'
import type { JournalEntry } from '../journal/entry.ts'
import { hideKeys } from '../journal/secrets.ts'
import { isObject } from '../json/json-object.ts'
import { groupedHeaders } from '../message/headers.ts'
import { lastUserText, toolResults, turnOf } from '../request/chat-request.ts'
import type { ChatRequest } from '../request/chat-request.ts'
import { yaml } from '../shape/source/yaml.ts'
import { readAnswer } from './read-answer.ts'
import type { ReadAnswer } from './read-answer.ts'

/** Headers that follow from the body, or from when and by whom it is sent. */
const OWN =
  /^(?:date|server|content-length|transfer-encoding|connection|vary|x-emulator-.*|access-control-.*)$/i
const MOST_NAME = 60

/** A scenario file, as YAML, that gives the answer of this exchange to the next request like it. Secrets are left out. */
export function scenarioOf(entry: JournalEntry): string {
  const request = requestsOf(entry).at(-1)!
  const body = hideKeys(sentBody(entry)?.toString('utf8') ?? '')
  const read = readAnswer(body)
  const hits = (entry.faults ?? []).filter(({ hit }) => hit)
  const scenario = {
    name: nameOf(request, entry),
    when: whenOf(request),
    ...(read === undefined ? { wire: wireOf(entry, body) } : { reply: replyOf(read) }),
    ...(read === undefined || hits.length === 0 ? {} : { faults: hits.map(({ fault }) => fault) }),
  }
  return yaml().stringify({ scenarios: [scenario] }, { lineWidth: 110, blockQuote: 'literal' })
}

function nameOf(request: ChatRequest, { id }: JournalEntry): string {
  const words = hideKeys(lastUserText(request)).replace(/\s+/g, ' ').trim()
  const short = words.length > MOST_NAME ? `${words.slice(0, MOST_NAME)}…` : words
  return `${short === '' ? request.deployment : short} (${id})`
}

/** What tells this request from others: deployment, the last thing that was said, and where in the conversation. */
function whenOf(request: ChatRequest): object {
  const result = toolResults(request).at(-1)
  const isAnswerToTool = request.messages.at(-1)?.role === 'tool' && result !== undefined
  const text = hideKeys(lastUserText(request))
  const turn = turnOf(request)
  return {
    deployment: request.deployment,
    ...(text === '' ? {} : { message: { equals: text } }),
    ...(isAnswerToTool && result.name !== undefined ? { tool_result: result.name } : {}),
    ...(turn > 1 ? { turn } : {}),
  }
}

/** `isExact`: with the ids of its calls, and their arguments as they were spelt. */
export function replyOf(read: ReadAnswer, isExact = false): string | object {
  const usual = read.toolCalls.length > 0 ? 'tool_calls' : 'stop'
  const parts = {
    ...(read.reasoning === '' ? {} : { reasoning: read.reasoning }),
    ...(read.text === '' ? {} : { text: read.text }),
    ...(read.refusal === '' ? {} : { refusal: read.refusal }),
    ...(read.toolCalls.length === 0
      ? {}
      : { tool_calls: read.toolCalls.map((call) => toolCallOf(call, isExact)) }),
    ...(read.finishReason === undefined || read.finishReason === usual
      ? {}
      : { finish_reason: read.finishReason }),
  }
  const keys = Object.keys(parts)
  if (keys.length === 0) return { text: '' }
  return keys.length === 1 && keys[0] === 'text' && read.text.trim() !== '' ? read.text : parts
}

function toolCallOf(
  { id, name, arguments: written }: ReadAnswer['toolCalls'][number],
  isExact: boolean,
): object {
  const value = parsed(written)
  const isMap = isObject(value) && (!isExact || JSON.stringify(value) === written)
  return { name, arguments: isMap ? value : written, ...(isExact && id !== '' ? { id } : {}) }
}

/** What is no answer of a model is kept as it was sent. */
function wireOf({ planned }: JournalEntry, body: string): object {
  const value = parsed(body)
  return {
    status: planned?.status ?? 200,
    headers: groupedHeaders((planned?.headers ?? []).filter(([name]) => !OWN.test(name))),
    ...(isObject(value) ? { body: value } : { text: body }),
  }
}
