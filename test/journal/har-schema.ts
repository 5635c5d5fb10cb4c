/** What HAR 1.2 requires of an archive (http://www.softwareishard.com/blog/har-12-spec/). */
const text = { type: 'string' }
const number = { type: 'number' }
const size = { type: 'integer', minimum: -1 }
const pairs = { type: 'array', items: object({ name: text, value: text }) }
const cookies = { type: 'array', items: object({ name: text, value: text }) }
const isoTime = {
  type: 'string',
  pattern: '^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?(Z|[+-]\\d\\d:\\d\\d)$',
}

const request = object(
  {
    method: text,
    url: { type: 'string', pattern: '^https?://' },
    httpVersion: text,
    cookies,
    headers: pairs,
    queryString: pairs,
    headersSize: size,
    bodySize: size,
  },
  { postData: object({ mimeType: text, text }) },
)

const response = object({
  status: { type: 'integer' },
  statusText: text,
  httpVersion: text,
  cookies,
  headers: pairs,
  content: object({ size: { type: 'integer' }, mimeType: text }, { text, encoding: text }),
  redirectURL: text,
  headersSize: size,
  bodySize: size,
})

export const harSchema = object({
  log: object({
    version: { const: '1.2' },
    creator: object({ name: text, version: text }),
    entries: {
      type: 'array',
      items: object({
        startedDateTime: isoTime,
        time: { type: 'number', minimum: 0 },
        request,
        response,
        cache: { type: 'object' },
        timings: object({ send: number, wait: number, receive: number }),
      }),
    },
  }),
})

function object(
  properties: Readonly<Record<string, unknown>>,
  optional: Readonly<Record<string, unknown>> = {},
) {
  return { type: 'object', required: Object.keys(properties), properties: { ...properties, ...optional } }
}
