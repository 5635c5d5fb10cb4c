import { describe, expect, test } from 'vitest'
import { readSeedPage, samplePaths, schemaPaths } from '../support/seed-page.ts'
import { pageSchema, readSpec, type Schema, type SchemaName } from '../support/spec-files.ts'
import { wireSchemas, whyInvalid } from '../support/spec-schemas.ts'

const page = readSeedPage()
const route = '/openai/openai/deployments/{deployment-id}/chat/completions'

interface OpenApi {
  openapi: string
  paths: Record<string, Record<string, Operation>>
  components: { schemas: Record<string, { $ref: string }> }
}
interface Operation {
  summary: string
  description: string
  parameters: { name: string; in: string; required: boolean; description: string; schema: unknown }[]
  requestBody: { content: Record<string, { schema: { $ref: string }; example: unknown }> }
  responses: Record<
    string,
    { description: string; content: Record<string, { schema: { $ref?: string; description?: string } }> }
  >
}
const openapi = readSpec('openapi.json') as OpenApi
const operation = openapi.paths[route]!['post']!

describe('fields of the page = fields of the schemas', () => {
  test('the page has four samples', () => {
    expect(page.errors).toHaveLength(2)
    expect(samplePaths(page.response)).toHaveLength(150)
  })

  test('answer', () => {
    expect(schemaPaths(pageSchema('response'))).toEqual(samplePaths(page.response))
  })

  test('chunk: all but the message and text of a choice', () => {
    const expected = samplePaths(page.response).filter((path) => !/^choices\[\]\.(message|text)\b/.test(path))
    expect(schemaPaths(pageSchema('chunk'))).toEqual(expected)
  })

  test.each([0, 1])('error %i', (index) => {
    expect(schemaPaths(pageSchema('error'))).toEqual(samplePaths(page.errors[index]))
  })

  test('request: the schema knows what the sample has', () => {
    expect(schemaPaths(pageSchema('request'))).toEqual(
      expect.arrayContaining(['messages', 'messages[].role', 'model']),
    )
    expect(samplePaths(page.request)).toEqual(['messages', 'messages[].role', 'model'])
  })
})

describe('the samples keep to the schemas to the letter', () => {
  const docs = wireSchemas('docs')

  test.each([
    { name: 'answer', validate: docs.response, sample: page.response },
    { name: 'error 400', validate: docs.error, sample: page.errors[0] },
    { name: 'error 500', validate: docs.error, sample: page.errors[1] },
  ])('$name', ({ validate, sample }) => {
    validate(sample)
    expect(whyInvalid(validate)).toBe('')
    expect(validate({ ...(sample as object), undocumented: 1 })).toBe(false)
  })
})

test.each<SchemaName>(['request', 'response', 'chunk', 'error'])(
  'every field of %s has a description',
  (name) => {
    expect(undescribed(pageSchema(name))).toEqual([])
  },
)

describe('openapi.json', () => {
  test('is OpenAPI 3.1 with the one route of the page', () => {
    expect(openapi.openapi).toMatch(/^3\.1\./)
    expect(Object.keys(openapi.paths)).toEqual([route])
    expect(Object.keys(openapi.paths[route]!)).toEqual(['post'])
    expect(page.text).toContain(route)
    expect(page.text).toContain(operation.summary)
    expect(page.text).toContain(operation.description)
  })

  test('has the parameters of the page', () => {
    expect(operation.parameters.map((one) => [one.in, one.name, one.required, one.description])).toEqual([
      ['path', 'deployment-id', true, 'Azure deployment ID'],
      ['query', 'api-version', false, 'Azure API version'],
    ])
    expect(operation.parameters.map((one) => one.schema)).toEqual([{ type: 'string' }, { type: 'string' }])
    expect(page.text).toContain('deployment-id*string')
    expect(page.text).toContain('api-version?string')
  })

  test('has the request body of the page', () => {
    const body = operation.requestBody.content['application/json']!
    expect(body.example).toEqual(page.request)
    expect(fileOf(body.schema.$ref)).toBe('schemas/request.json')
  })

  test.each([
    ['200', 'schemas/response.json'],
    ['400', 'schemas/error.json'],
    ['500', 'schemas/error.json'],
  ])('answers %s with %s', (status, file) => {
    const response = operation.responses[status]!
    expect(response.description).not.toBe('')
    expect(fileOf(response.content['application/json']!.schema.$ref!)).toBe(file)
  })

  test('names no other statuses, and a schema for each file', () => {
    expect(Object.keys(operation.responses)).toEqual(['200', '400', '500'])
    expect(Object.values(openapi.components.schemas).map((one) => one.$ref)).toEqual([
      './schemas/request.json',
      './schemas/response.json',
      './schemas/chunk.json',
      './schemas/error.json',
    ])
  })
})

/** The file that a reference inside openapi.json leads to; throws when it leads nowhere. */
function fileOf(ref: string): string {
  const component = openapi.components.schemas[ref.replace('#/components/schemas/', '')]!
  const file = component.$ref.replace('./', '')
  expect(readSpec(file)).toHaveProperty('$schema', 'https://json-schema.org/draft/2020-12/schema')
  return file
}

function undescribed(schema: Schema, at = ''): readonly string[] {
  const fields = Object.entries((schema['properties'] ?? {}) as Record<string, Schema>)
  const items = schema['items'] as Schema | undefined
  return [
    ...fields.filter(([, field]) => !field['description']).map(([key]) => `${at}.${key}`),
    ...fields.flatMap(([key, field]) => undescribed(field, `${at}.${key}`)),
    ...(items === undefined ? [] : undescribed(items, `${at}[]`)),
  ]
}
