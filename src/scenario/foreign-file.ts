import { isObject } from '../json/json-object.ts'
import { parsed } from '../json/parsed.ts'

/** What to do with such a file. */
export function importHint(file: string): string {
  return `bifrost-emulator import ${file} makes scenarios of it`
}

/**
 * Which tool a file that is no scenario file comes from, told by its keys or its first line: `an HTTP Archive`. `undefined`
 * for all else. `value`: what the text holds, where that is one JSON value.
 */
export function foreignFormat(text: string, value: unknown): string | undefined {
  const first = text.trimStart().split('\n', 1)[0]!
  if (isObject(value)) return formatOf(value) ?? streamOf(first)
  if (/^(?:\S*[$%>#] +)?curl(?:\.exe)? /.test(first)) return 'a curl command'
  const stream = streamOf(first)
  if (stream !== undefined) return stream
  const line = parsed(first)
  return isObject(line) ? formatOf(line) : undefined
}

function formatOf(value: Readonly<Record<string, unknown>>): string | undefined {
  const { log, fixtures, mappings, request, response, answer } = value
  if (isObject(log) && Array.isArray(log['entries'])) return 'an HTTP Archive'
  if (Array.isArray(fixtures)) return 'a file of fixtures of aimock'
  if ('lastMigration' in value && 'routes' in value) return 'an environment of Mockoon'
  if (Array.isArray(mappings) && mappings.some(isMapping)) return MAPPINGS
  if (isObject(request) && isObject(response) && STUB_KEYS.some((key) => key in request)) return MAPPINGS
  return isObject(request) && isObject(answer) ? 'a journal' : undefined
}

const MAPPINGS = 'a file of mappings of WireMock'
/** Keys of a request that only a stub has. */
const STUB_KEYS = ['urlPath', 'urlPattern', 'urlPathPattern', 'urlPathTemplate', 'bodyPatterns']

function isMapping(value: unknown): boolean {
  return isObject(value) && isObject(value['request']) && isObject(value['response'])
}

function streamOf(first: string): string | undefined {
  return /^data: ?[{[]|^event: ?\w/.test(first) ? 'an event stream' : undefined
}
