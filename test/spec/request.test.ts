import { Ajv2020 } from 'ajv/dist/2020.js'
import { describe, expect, test } from 'vitest'
import { loadCaptures, type Capture } from '../support/capture.ts'
import { bodyText } from '../support/recorded-bodies.ts'
import { pageSchema } from '../support/spec-files.ts'

const validate = new Ajv2020({ allowUnionTypes: true }).compile(pageSchema('request'))

/** Refused for its depth, which is no matter of a schema. */
const beyondSchemas = new Set(['req-deep-unknown'])

const requests = loadCaptures('1.4.19').flatMap((capture) => {
  const body = jsonBody(capture)
  if (body === undefined || beyondSchemas.has(capture.name)) return []
  const refused = bodyText(capture.responses[0]!).includes('"message":"failed to parse request"')
  return [{ name: capture.name, body, refused }]
})

describe('the request schema accepts what the gateway could read', () => {
  test.each(requests.filter((one) => !one.refused))('$name', ({ body }) => {
    validate(body)
    expect(validate.errors).toBeNull()
  })
})

describe('the request schema refuses what the gateway could not read', () => {
  const refused = requests.filter((one) => one.refused)

  test('there are such requests', () => {
    expect(refused.length).toBeGreaterThan(9)
  })

  test.each(refused)('$name', ({ body }) => {
    expect(validate(body)).toBe(false)
  })
})

function jsonBody(capture: Capture): unknown {
  if ('wire' in capture.request || typeof capture.request.body !== 'string') return undefined
  try {
    return JSON.parse(capture.request.body)
  } catch {
    return undefined
  }
}
