import { parsedObject } from '../json/parsed.ts'
import { isObject } from '../json/json-object.ts'
import { inPageWords } from './page-names.ts'
import type { PageShapes, Shape } from './page-schemas.ts'
import { fullUsage } from './page-usage.ts'
import { toShape } from './to-shape.ts'

/** Statuses that the page documents. */
export type PageStatus = 200 | 400 | 500

export function pageStatus(status: number): PageStatus {
  if (status === 200) return 200
  return status >= 400 && status < 500 ? 400 : 500
}

/** The gateway's whole answer as the page has it; what is no JSON is the message of an error. */
export function pageBody(text: string, status: PageStatus, shapes: PageShapes): string {
  const value = parsedObject(text)
  if (status !== 200) return JSON.stringify(pageError(value ?? { error: { message: text } }, status, shapes))
  return JSON.stringify(value === undefined ? {} : completion(value, shapes.response))
}

/** One event of a stream as the page has it. `[DONE]` and what is no JSON stay as they are. */
export function pageEvent(text: string, shapes: PageShapes): string {
  const value = text.startsWith(DATA) ? parsedObject(text.slice(DATA.length)) : undefined
  if (value === undefined) return text
  const isError = isObject(value['error']) || 'is_bifrost_error' in value
  const shaped = isError ? pageError(value, 500, shapes) : completion(value, shapes.chunk)
  return `${DATA}${JSON.stringify(shaped)}\n\n`
}

const DATA = 'data: '

/** An error in the page's shape: its `status_code` is always there, and is the status that is sent. */
export function pageError(
  value: Readonly<Record<string, unknown>>,
  status: PageStatus,
  shapes: PageShapes,
): object {
  const { error } = value
  // Older releases nest an error of a stream in another.
  const inner = isObject(error) && isObject(error['error']) ? { ...value, ...error } : value
  return toShape(
    { is_bifrost_error: false, extra_fields: {}, ...inner, status_code: status },
    shapes.error,
  ) as object
}

function completion(value: Readonly<Record<string, unknown>>, shape: Shape): unknown {
  const worded = inPageWords(value)
  const { usage } = worded
  return toShape(isObject(usage) ? { ...worded, usage: fullUsage(usage) } : worded, shape)
}
