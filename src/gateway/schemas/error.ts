import { bytesToText } from '../go-json/bytes.ts'
import { encoder } from '../go-json/encode.ts'
import { GoError } from '../go-json/errors.ts'
import { decodeExact } from '../go-json/exact.ts'
import { projectFast } from '../go-json/fast.ts'
import { goSprint } from '../go-json/sprint.ts'
import {
  ANY,
  BOOL,
  INT,
  RAW,
  STRING,
  field,
  optional,
  ptr,
  slice,
  stringNamed,
  struct,
} from '../go-json/types.ts'
import type { Field, GoType, StructType, TextType } from '../go-json/types.ts'
import type { AnswerRules, ErrorRules } from '../profiles/profile.ts'
import { ROUTING_INFO } from './routing-info.ts'

/** As it is read; what may be anything is kept as `loose`. */
function errorRead(loose: GoType): GoType {
  return struct('struct {}', [
    field('type', ptr(STRING)),
    field('code', loose),
    field('message', STRING),
    field('error', ptr(STRING)),
    field('param', loose),
    field('event_id', ptr(STRING)),
  ])
}

const FROM_TEXT = errorRead(RAW)
const FROM_PARSED = errorRead(ANY)
const PLAIN_READ = struct('schemas.ErrorField', [
  field('type', ptr(STRING)),
  field('code', ptr(STRING)),
  field('message', STRING),
  field('param', ANY),
  field('event_id', ptr(STRING)),
])

/** As it is written; `error` is the text of the cause. */
const ERROR_WIRE = struct('schemas.ErrorField', [
  optional('error', ptr(STRING)),
  optional('type', ptr(STRING)),
  optional('code', ptr(STRING)),
  field('message', STRING),
  optional('param', ANY),
  optional('event_id', ptr(STRING)),
])

/** Read and written by Go's standard library: strictly, and with `<`, `>` and `&` escaped. Every code becomes a text. */
const ERROR_FIELD: TextType = {
  kind: 'text',
  goName: 'schemas.ErrorField',
  decode: (bytes, previous) => {
    checkStrictly(bytesToText(bytes))
    const { code, param, ...read } = (decodeExact(FROM_TEXT, bytes) ?? {}) as Record<
      string,
      string | undefined
    >
    const loose = { code: parseLoose(code), param: parseLoose(param) }
    return settle({ ...read, ...loose }, previous as ErrorValue | undefined)
  },
  project: (parsed) => settle(projectFast(FROM_PARSED, parsed) as ErrorValue, undefined),
  encode: (value) => encoder(ERROR_WIRE, 'go')(value),
}

function checkStrictly(text: string): void {
  try {
    JSON.parse(text)
  } catch {
    throw new GoError('invalid character in string literal')
  }
}

type ErrorValue = Record<string, unknown>

function parseLoose(text: string | undefined): unknown {
  return text === undefined ? undefined : (JSON.parse(text) as unknown)
}

function settle(read: ErrorValue, previous: ErrorValue | undefined): ErrorValue {
  const value: ErrorValue = {}
  for (const [key, one] of Object.entries(read)) if (one !== undefined) value[key] = wellFormed(one)
  const { code } = value
  if (code !== undefined) value['code'] = typeof code === 'number' ? wholePart(code) : goSprint(code)
  for (const key of ['code', 'error']) if (previous?.[key] !== undefined) value[key] ??= previous[key]
  return value
}

/** The number as a signed 64-bit integer; what does not fit becomes the smallest. */
function wholePart(code: number): string {
  const whole = BigInt(Math.trunc(code))
  return String(BigInt.asIntN(64, whole) === whole ? whole : -(2n ** 63n))
}

/** The standard library puts U+FFFD in the place of each byte that is no UTF-8. */
function wellFormed(value: unknown): unknown {
  if (typeof value === 'string') return value.replace(/\p{Cs}/gu, '\ufffd')
  if (Array.isArray(value)) return value.map(wellFormed)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [wellFormed(key), wellFormed(one)]))
}

/** The same without a decoder of its own: a code that is no text is a mismatch, and the cause is not read. */
const PLAIN_ERROR_FIELD: TextType = {
  ...ERROR_FIELD,
  decode: (bytes) => decodeExact(PLAIN_READ, bytes),
  project: (parsed) => projectFast(PLAIN_READ, parsed),
}

/** An error as the client gets it, and as Azure sends it: the gateway reads it straight into its own. */
export function bifrostError({ otherCodes, emptyFields }: ErrorRules, answers: AnswerRules): StructType {
  return struct('schemas.BifrostError', [
    optional('event_id', ptr(STRING)),
    optional('type', ptr(STRING)),
    field('is_bifrost_error', BOOL),
    optional('status_code', ptr(INT)),
    field('error', ptr(otherCodes === 'text' ? ERROR_FIELD : PLAIN_ERROR_FIELD)),
    field(
      'extra_fields',
      struct('schemas.BifrostErrorExtraFields', EXTRA_FIELDS[answers.modelFields](emptyFields)),
    ),
  ])
}

const RAW_FIELDS = [optional('raw_request', RAW), optional('raw_response', RAW)]
const KEY_STATUSES = optional('key_statuses', slice(ANY))

function modelFields(emptyFields: ErrorRules['emptyFields']): readonly Field[] {
  const named = emptyFields === 'blank' ? field : optional
  return [
    named('provider', stringNamed('schemas.ModelProvider')),
    named('model_requested', STRING),
    named('request_type', stringNamed('schemas.RequestType')),
    ...RAW_FIELDS,
    optional('litellm_compat', BOOL),
    KEY_STATUSES,
  ]
}

const RESOLVED_FIELDS: readonly Field[] = [
  optional('provider', stringNamed('schemas.ModelProvider')),
  optional('original_model_requested', STRING),
  optional('resolved_model_used', STRING),
  optional('request_type', stringNamed('schemas.RequestType')),
  ...RAW_FIELDS,
]

const ROUTING_FIELDS: readonly Field[] = [
  field('routing_info', ROUTING_INFO),
  ...RESOLVED_FIELDS,
  optional('latency', INT),
  KEY_STATUSES,
  optional('error_type', STRING),
  optional('retry_after_ms', INT),
]

/** By how a line names the model. */
const EXTRA_FIELDS: Readonly<
  Record<AnswerRules['modelFields'], (empty: ErrorRules['emptyFields']) => readonly Field[]>
> = {
  'model_requested, model_deployment': modelFields,
  'original_model_requested, resolved_model_used': () => [...RESOLVED_FIELDS, KEY_STATUSES],
  'routing_info, original_model_requested, resolved_model_used': () => ROUTING_FIELDS,
}
