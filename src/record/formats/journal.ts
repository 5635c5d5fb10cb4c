import { parsedObject } from '../../json/parsed.ts'
import { isObject } from '../../json/json-object.ts'
import type { HeaderList } from '../../message/headers.ts'
import type { Importer } from '../imported.ts'
import type { Recorded } from '../recorded.ts'
import { numberIn, textIn } from './read-json.ts'

/** Entries of the journal, one a line, as `GET /_emulator/journal?format=jsonl` gives them. */
export const journal: Importer = (text) => {
  const lines = text.split('\n').filter((line) => line.trim() !== '')
  const entries = lines.map(parsedObject)
  const [first] = entries
  if (first === undefined || !isObject(first['request']) || !isObject(first['answer'])) return undefined
  const left: string[] = []
  const exchanges = entries.flatMap((entry, index) => {
    const read = entry === undefined ? 'is no JSON' : readEntry(entry)
    if (typeof read !== 'string') return [read]
    left.push(`line ${index + 1} ${read}`)
    return []
  })
  return { format: 'journal', exchanges, scenarios: [], left }
}

function readEntry(entry: Record<string, unknown>): Recorded | string {
  const { request, answer, sent } = entry
  if (!isObject(request) || !isObject(answer)) return 'has no request or no answer'
  if (typeof answer['body'] !== 'string') return 'has an answer that was no longer kept'
  const query = textIn(request, 'query')
  const ended = isObject(sent) ? textIn(sent, 'ended') : ''
  if (ended !== 'end' && ended !== 'cut') return `ended otherwise: ${ended === '' ? 'it still runs' : ended}`
  return {
    method: textIn(request, 'method'),
    target: `${textIn(request, 'path')}${query === '' ? '' : `?${query}`}`,
    request: { headers: pairsIn(request), body: Buffer.from(textIn(request, 'body')) },
    status: numberIn(answer, 'status'),
    headers: pairsIn(answer).filter(([name]) => !/^x-emulator-/i.test(name)),
    headAt: isObject(sent) ? numberIn(sent, 'head_ms') : 0,
    pieces: piecesOf(Buffer.from(answer['body']), entry['frames']),
    ended,
  }
}

/** The body in the frames that it was sent in, as far as their sizes fit. */
function piecesOf(body: Buffer, frames: unknown): Recorded['pieces'] {
  const list = Array.isArray(frames) ? frames.filter(isObject) : []
  const sizes = list.map((frame) => numberIn(frame, 'bytes'))
  const total = sizes.reduce((sum, size) => sum + size, 0)
  if (total !== body.length)
    return [{ at: list.length === 0 ? 0 : numberIn(list[0]!, 'sent_ms'), data: body }]
  let from = 0
  return list.map((frame, index) => {
    const data = body.subarray(from, (from += sizes[index]!))
    return { at: numberIn(frame, 'sent_ms'), data }
  })
}

function pairsIn({ headers }: Record<string, unknown>): HeaderList {
  const list = Array.isArray(headers) ? (headers as readonly unknown[]) : []
  return list.flatMap((pair) =>
    Array.isArray(pair) && typeof pair[0] === 'string' && typeof pair[1] === 'string'
      ? [[pair[0], pair[1]] as const]
      : [],
  )
}
