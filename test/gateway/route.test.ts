import { describe, expect, test } from 'vitest'
import { readTarget } from '../../src/gateway/routing/request-target.ts'
import { splitTarget } from '../../src/message/target.ts'
import { readDeploymentPath } from '../../src/gateway/routing/deployment-path.ts'
import { answerOperation, otherOperation } from '../../src/gateway/routing/other-operation.ts'
import { normalPath, quotedPath } from '../../src/fasthttp/normal-path.ts'
import { PROFILE_1_4_19 } from '../../src/gateway/profiles/line-1-4-19.ts'
import { route } from '../../src/gateway/routing/route.ts'
import { HeaderMap } from '../../src/message/header-map.ts'
import { cpuTime } from '../support/cpu-time.ts'

const CHAT = '/openai/openai/deployments/gpt-4o/chat/completions'
const ANY = 'GET, OPTIONS'
const POST = 'GET, OPTIONS, POST'

describe('route', () => {
  // Measured with the router that the gateway uses, over the gateway's own routes.
  test.each([
    ['POST', CHAT, 'chat'],
    ['POST', `${CHAT}/`, 'chat'],
    ['POST', '/openai/openai/deployments/', 'chat'],
    ['POST', '/openai/openai/deployments/gpt%2F4o/chat/completions', 'chat'],
    ['POST', '/openai/openai//deployments/gpt-4o/chat/completions', `308 ${CHAT}`],
    ['POST', `/${CHAT}`, `308 ${CHAT}`],
    ['POST', '/openai/./openai/deployments/gpt-4o/chat/completions', `308 ${CHAT}`],
    ['POST', `/x/..${CHAT}`, `308 ${CHAT}`],
    ['POST', '/openai%2Fopenai/deployments/gpt-4o/chat/completions', `308 ${CHAT}`],
    ['POST', '/openai/openai/%64eployments/gpt-4o/chat/completions', `308 ${CHAT}`],
    ['POST', '/Openai//openai/Deployments/gpt-4o/chat/completions', `308 ${CHAT}`],
    ['POST', CHAT.slice(1), `308 ${CHAT}`],
    ['POST', '/OpenAI/openai/deployments/GPT 4o/Chat', '308 /openai/openai/deployments/GPT%204o/Chat'],
    ['POST', '/openai/openai/Deployments/a%25b/chat', '308 /openai/openai/deployments/a%25b/chat'],
    ['POST', '/openai/openai/deployments', '308 /openai/openai/deployments/'],
    ['POST', '/openai/openai/Deployments', '308 /openai/openai/deployments/'],
    ['POST', '/openai/openai/DEPLOYMENTS/', `405 ${ANY}`],
    ['POST', '/openai/openai/Deployments/.', `405 ${ANY}`],
    ['POST', '/openai/v1/chat/completions/', '308 /openai/v1/chat/completions'],
    ['POST', '/v1/chat/completions/.', '308 /v1/chat/completions'],
    ['POST', '/OPENAI/chat/completions/', '308 /openai/chat/completions'],
    ['POST', '/openai/deployments/gpt-4o/chat/completions', `405 ${ANY}`],
    ['POST', '/health/', 'not-found'],
    ['POST', 'x:80', 'not-found'],
    ['PUT', CHAT, `405 ${POST}`],
    ['PUT', '/OpenAI/openai/deployments/a/chat', `405 ${ANY}`],
    ['BREW', '/health', `405 ${ANY}`],
    ['PUT', '/openai/v1/models/', 'not-found'],
    ['GET', CHAT, 'page'],
    ['GET', `/${CHAT}`, 'page'],
    ['GET', '/health', 'health'],
    ['GET', '/health/', '301 /health'],
    ['GET', '/Health', 'page'],
    ['GET', '/openai/v1/models/', '301 /openai/v1/models'],
    ['GET', '/openai/v1/models/x', 'page'],
    ['GET', '/foo.js', 'asset'],
    ['GET', 'x:80', '301 /x:80'],
  ])('%s %s: %s', (method, path, wanted) => {
    const found = route(method, path, PROFILE_1_4_19.routes)
    const shown =
      found.kind === 'redirect'
        ? `${found.status} ${found.path}`
        : found.kind === 'not-allowed'
          ? `405 ${found.allow}`
          : found.kind
    expect(shown).toBe(wanted)
  })
})

describe('a path that is set right', () => {
  test.each([
    ['a', '/a'],
    ['/a//b///c', '/a/b/c'],
    ['/a/./b/././c', '/a/b/c'],
    ['/a/b/../../c', '/c'],
    ['/../a', '/a'],
    ['/a/b/..', '/a/'],
    ['/..', '/'],
    ['/a%2F%2Fb', '/a/b'],
    ['/a%zz%4', '/a%zz%4'],
    ['/é', '/\u00c3\u00a9'],
  ])('%s becomes %s', (path, wanted) => expect(normalPath(path)).toBe(wanted))

  test('is quoted byte by byte', () => {
    expect(quotedPath(normalPath('/é !*()\'"<>[]|^`{}\\~$&+,:;=@'))).toBe(
      '/%C3%A9%20%21%2A%28%29%27%22%3C%3E%5B%5D%7C%5E%60%7B%7D%5C~$&+,:;=@',
    )
  })

  test('does not take long for many dots', () => {
    expect(cpuTime(() => normalPath('/a/..'.repeat(4000))).ms).toBeLessThan(2000)
  })
})

describe('the target of a request', () => {
  test.each([
    ['/a?b=c?d#e', '/a', 'b=c?d'],
    ['/a#b?c', '/a', ''],
    ['http://h/a?b', '/a', 'b'],
    ['HTTPS://h:8/a', '/a', ''],
    ['http://h', '/', ''],
    ['*', '*', ''],
  ])('%s', (target, path, query) => expect(splitTarget(target)).toEqual([path, query]))

  test.each([
    ['/a', 'http://host:80'],
    ['https://Other/a', 'https://other'],
  ])('%s comes from %s', (target, origin) => {
    expect(readTarget(target, new HeaderMap([['Host', 'HOST:80']])).origin).toBe(origin)
  })
})

describe('what follows deployments/', () => {
  test.each([
    ['gpt-4o/chat/completions', 'azure/gpt-4o'],
    ['openai/gpt-4o/chat/completions', 'openai/gpt-4o'],
    ['/gpt-4o/chat/completions', 'azure/gpt-4o'],
    ['/chat/completions', 'azure/body'],
    ['azure//chat/completions', 'azure/'],
    ['a/b/c/models', 'a/b/c'],
  ])('%s asks for %s', (rest, model) => expect(readDeploymentPath(rest, 'body')).toEqual({ ok: true, model }))

  test.each<[string, object, string | undefined, string]>([
    ['x/chat/completions', {}, undefined, ''],
    ['x/chat/completions/', {}, undefined, ''],
    ['x/responses', { input: 'x' }, undefined, ''],
    ['x/completions', {}, 'text_completion', 'prompt not provided for text completion request'],
    [
      'x/completions',
      { stream: true },
      'text_completion_stream',
      'text not provided for text completion stream',
    ],
    ['x/completions', { prompt: 'x' }, 'text_completion', 'text completions are not emulated'],
    ['x/embeddings', { stream: true }, 'embedding', 'embedding input not provided'],
    ['x/embeddings', { input: null }, 'embedding', 'embedding input not provided'],
    ['x/embeddings', { input: 'x' }, 'embedding', 'embeddings are not emulated'],
    ['x/images/generations', {}, 'image_generation', 'prompt not provided'],
    ['x/images/edits', {}, 'image_edit', 'edited images are not emulated'],
    ['x/audio/speech', {}, 'speech', 'speech input not provided'],
    ['x/audio/transcriptions', {}, 'transcription', 'transcriptions are not emulated'],
  ])('%s with %j is %s: %s', (rest, body, type, message) => {
    const operation = otherOperation(rest)
    const target = { provider: 'azure', model: 'x' }
    const error = operation === undefined ? undefined : answerOperation(operation, { ...body }, target)
    expect(error?.extra_fields.request_type).toBe(type)
    expect(error?.error.message ?? '').toContain(message)
  })
})
