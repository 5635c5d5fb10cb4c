import { Ajv2020 } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import { describe, expect, test } from 'vitest'
import { createEmulator } from '../../../src/index.ts'
import { newFolder, writeFiles } from '../../disk/support.ts'
import { call, CHAT, chat } from '../call.ts'

interface Described {
  readonly paths: Record<
    string,
    Record<string, { responses: Record<string, { content: Record<string, { schema: object }> }> }>
  >
  readonly components: object
}

const document = await described()

/** As the running emulator describes itself. */
async function described(): Promise<Described> {
  await using emulator = await createEmulator()
  const { json } = await call(Number(new URL(emulator.url).port), '/_emulator/openapi.json')
  return json() as unknown as Described
}

describe('GET /_emulator/openapi.json', () => {
  test('describes the routes in OpenAPI 3.1', () => {
    expect(document).toMatchObject({
      openapi: '3.1.0',
      info: { title: 'Control routes of bifrost-emulator' },
    })
    expect(Object.keys(document.paths)).toEqual(
      expect.arrayContaining(['/_emulator/status', '/_emulator/journal/{id}', '/_emulator/next']),
    )
  })

  test('all references lead somewhere', () => {
    const named = [...JSON.stringify(document).matchAll(/"\$ref":"#\/components\/schemas\/([^"]+)"/g)]
    const { schemas } = document.components as { schemas: object }
    expect(named.length).toBeGreaterThan(20)
    expect(named.filter(([, name]) => !Object.hasOwn(schemas, name!))).toEqual([])
  })

  test('operations are named once', () => {
    const ids = Object.values(document.paths).flatMap((methods) =>
      Object.values(methods).map((it) => (it as unknown as { operationId: string }).operationId),
    )
    expect(new Set(ids).size).toBe(ids.length)
  })
})

describe('answers are as described', async () => {
  const folder = await newFolder()
  await writeFiles(folder, {
    'a.yaml':
      'scenarios: [{ name: hi, when: hello, reply: Hi., faults: [{ cut: { after: 1 } }] }, { name: odd, when: odd, replies: [a, b] }]',
  })

  /** Each is asked after the ones before it. */
  const asked: readonly [method: string, path: string, status: number, body?: unknown][] = [
    ['GET', '/status', 200],
    ['GET', '/ready', 200],
    ['GET', '/scenarios', 200],
    ['POST', '/scenarios', 201, { name: 'more', when: 'more', reply: 'x' }],
    ['POST', '/scenarios', 422, { wen: 'x' }],
    ['POST', '/scenarios', 400, 5],
    ['DELETE', '/scenarios/more', 200],
    ['DELETE', '/scenarios/more', 404],
    ['DELETE', '/scenarios', 200],
    ['POST', '/reload', 200],
    ['POST', '/next', 200, { error: 'azure.rate_limit', when: { session: 'z' } }],
    ['POST', '/next', 400, {}],
    ['GET', '/next', 200],
    ['GET', '/next?sesion=z', 400],
    ['DELETE', '/next?session=z', 200],
    ['DELETE', '/next?all=1', 400],
    ['POST', '/next', 200, { error: 'azure.rate_limit', when: { session: 'z' } }],
    ['PUT', '/chaos', 200, { fault: 'cut:after=1', rate: 0.5, when: { message: 'x' } }],
    ['PUT', '/chaos', 400, []],
    ['GET', '/chaos', 200],
    ['PUT', '/limits', 200, { deployment: 'other', requests_per_minute: 5 }],
    ['PUT', '/limits', 400, []],
    ['GET', '/limits', 200],
    ['GET', '/status', 200],
    ['DELETE', '/limits', 200],
    ['DELETE', '/chaos', 200],
    ['GET', '/clock', 200],
    ['POST', '/clock', 409, { advance_ms: 1 }],
    ['GET', '/journal', 200],
    ['GET', '/journal?format=har', 200],
    ['GET', '/journal?x=1', 400],
    ['GET', '/journal/x1', 200],
    ['GET', '/journal/x2', 200],
    ['GET', '/journal/x3', 200],
    ['GET', '/journal/x999', 404],
    ['POST', '/journal/x4/replay', 200],
    ['POST', '/journal/x999/replay', 404],
    ['POST', '/verify', 200, { when: 'hello' }],
    ['POST', '/verify', 417, [{ when: 'nobody' }, { sequence: ['hello', 'nobody'] }]],
    ['POST', '/verify', 400, []],
    ['GET', '/verdict', 200],
    ['GET', '/verdict?format=x', 400],
    ['GET', '/events?format=x', 400],
    ['GET', '/openapi.json', 200],
    ['GET', '/catalogue', 200],
    ['GET', '/scenario.schema.json', 200],
    ['PUT', '/files/b.yaml', 200, { text: 'scenarios: [{ when: b, reply: B }]', new: true }],
    ['PUT', '/files/b.yaml', 409, { text: 'scenarios: [{ when: b, reply: B }]', new: true }],
    ['PUT', '/files/b.yaml', 400, { text: 'scenarios: [{ when: b, reply: B }]' }],
    ['PUT', '/files/b.yaml', 422, { text: 'scenarios: [{ wen: b }]', version: 'x' }],
    ['PUT', '/files/../b.yaml', 403, { text: 'scenarios: []', new: true }],
    ['GET', '/files/b.yaml', 200],
    ['GET', '/files/c.yaml', 404],
    ['POST', '/files/check', 200, { file: 'b.yaml', text: 'scenarios: [{ wen: b }]' }],
    ['POST', '/files/check', 400, { file: 'b.yaml' }],
    ['POST', '/files/match', 200, { file: 'b.yaml', text: 'scenarios: []', exchange: 'x1' }],
    ['POST', '/files/match', 404, { file: 'b.yaml', text: 'scenarios: []', exchange: 'x999' }],
    ['POST', '/files/match', 422, { file: 'b.yaml', text: 'scenarios: [{ wen: b }]', exchange: 'x1' }],
    ['DELETE', '/journal', 200],
    ['POST', '/reset', 200],
    ['POST', '/reset', 400, { sesion: 'x' }],
  ]

  test('all of them', async () => {
    await using emulator = await createEmulator({ scenarios: folder, seed: 7 })
    const port = Number(new URL(emulator.url).port)
    await chat(port, 'hello').catch(() => undefined)
    await chat(port, 'made up')
    await call(port, CHAT, { method: 'POST', body: '{bad' })
    await chat(port, 'odd')
    const ajv = new Ajv2020({ strict: false, allErrors: true })
    addFormats.default(ajv)
    ajv.addSchema({ $id: 'doc', ...document })
    const seen = new Set<string>()
    for (const [method, path, status, body] of asked) {
      const answer = await call(port, `/_emulator${path}`, { method, body })
      const template = `/_emulator${path.split('?')[0]}`
        .replace(/\/x\d+/, '/{id}')
        .replace('/scenarios/more', '/scenarios/{name}')
        .replace(/\/files\/.*yaml/, '/files/{path}')
      const { schema } =
        document.paths[template]![method.toLowerCase()]!.responses[status]!.content['application/json']!
      const validate = ajv.compile(absolute(schema))
      expect([method, path, answer.status, validate(answer.json()), validate.errors]).toEqual([
        method,
        path,
        status,
        true,
        null,
      ])
      seen.add(`${method} ${template}`)
    }
    const all = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
    )
    expect(all.filter((route) => !seen.has(route))).toEqual([
      'GET /_emulator/metrics',
      'GET /_emulator/',
      'GET /_emulator/{file}',
    ])
  })
})

/** References of a part, from the whole document. */
function absolute(schema: object): object {
  return JSON.parse(JSON.stringify(schema).replaceAll('"#/', '"doc#/')) as object
}
