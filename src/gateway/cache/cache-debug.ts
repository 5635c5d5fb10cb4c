/** `extra_fields.cache_debug`, keys in the order of the wire. */
export interface CacheDebug {
  readonly cache_hit: boolean
  readonly cache_id?: string
  readonly hit_type?: 'direct' | 'semantic'
  readonly requested_provider?: string
  readonly requested_model?: string
  readonly provider_used?: string
  readonly model_used?: string
  readonly input_tokens?: number
  readonly threshold?: number
  readonly similarity?: number
}

/** A body or an event with `cache_debug` at its place; everything else stays as it is, to the byte. */
export function withCacheDebug(text: string, debug: CacheDebug): string {
  const at = placeOf(text)
  return at === undefined
    ? text
    : `${text.slice(0, at)},"cache_debug":${JSON.stringify(debug)}${text.slice(at)}`
}

const FIELDS = '"extra_fields":{'
/** The member that `cache_debug` stands before, where there is one. */
const NEXT = ',"provider_response_headers":'

/** Where in `extra_fields` it belongs. Unescaped quotes stand in no text, so the first name found is the member itself. */
function placeOf(text: string): number | undefined {
  const found = text.indexOf(FIELDS)
  if (found === -1) return undefined
  let depth = 1
  for (let at = found + FIELDS.length; at < text.length; at++) {
    const char = text[at]
    if (char === '"') at = endOfString(text, at)
    else if (char === '{' || char === '[') depth++
    else if (char === '}' || char === ']') depth--
    if (depth === 0 || (depth === 1 && char === ',' && text.startsWith(NEXT, at))) return at
  }
  return undefined
}

function endOfString(text: string, start: number): number {
  let at = start + 1
  while (at < text.length && text[at] !== '"') at += text[at] === '\\' ? 2 : 1
  return at
}
