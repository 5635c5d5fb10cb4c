import { asBuffer } from '../message/bytes.ts'
import type { HeaderMap } from '../message/header-map.ts'

/**
 * Whether the HTTP server refuses a body announced as `multipart/form-data`: it takes such a body apart before any
 * routing, and gives up when it is none (content-type-form). It does not try without a boundary, nor where the body is
 * empty, compressed, or of unknown length.
 */
export function isBrokenMultipart(headers: HeaderMap, body: Uint8Array): boolean {
  const type = headers.get('content-type') ?? ''
  if (!type.startsWith(FORM) || body.length === 0) return false
  if (headers.has('transfer-encoding') || (headers.get('content-encoding') ?? '') !== '') return false
  const boundary = boundaryOf(type.slice(FORM.length))
  if (boundary === '') return false
  const text = asBuffer(body).toString('latin1')
  return !closes(text, boundary)
}

const FORM = 'multipart/form-data'

function boundaryOf(parameters: string): string {
  const [before, ...rest] = parameters.split(';')
  if (before !== '') return ''
  const found = rest.map((it) => it.replace(/^ +/, '')).find((it) => it.startsWith('boundary'))
  if (found?.startsWith('boundary=') !== true) return ''
  const value = found.slice('boundary='.length)
  return value.length > 1 && value.startsWith('"') && value.endsWith('"') ? value.slice(1, -1) : value
}

/** The closing boundary, at the beginning of a line. */
function closes(text: string, boundary: string): boolean {
  const end = `--${boundary}--`
  for (let at = text.indexOf(end); at !== -1; at = text.indexOf(end, at + 1)) {
    if (at !== 0 && text[at - 1] !== '\n') continue
    if (/^[ \t]*(?:\r?\n|$)/.test(text.slice(at + end.length, at + end.length + 100))) return true
  }
  return false
}
