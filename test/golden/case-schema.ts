import type { Section } from './case-file.ts'
import { chunksOf } from '../plan/events.ts'
import { whyInvalid, wireSchemas } from '../support/spec-schemas.ts'
import type { WireSchemas } from '../support/spec-schemas.ts'

const schemas = wireSchemas()

/** What in a response is not as the page and its observed differences promise; '' if nothing is. */
export function againstSchemas(response: Section): string {
  const [head = '', ...rest] = response.text.split('\n\n')
  const body = rest.join('\n\n')
  const type = /^Content-Type: (.*)$/m.exec(head)?.[1]
  if (type === 'application/json') return complaint(JSON.parse(body), 'response')
  if (type !== 'text/event-stream') return ''
  return chunksOf(body)
    .map((value) => complaint(value, 'chunk'))
    .join('')
}

function complaint(value: unknown, usual: keyof WireSchemas): string {
  const isError = typeof value === 'object' && value !== null && 'error' in value
  const validate = schemas[isError ? 'error' : usual]
  return validate(value) ? '' : whyInvalid(validate)
}
