import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { newProject } from '../package/packed.ts'
import { chromiumPath } from './chromium.ts'
import { readmeExample } from './readme-example.ts'
import { isMissing, runTool } from './run-tool.ts'

/** An application with a fixed base URL, or the one of its query; it shows an answer as it comes. */
const PAGE = `<!doctype html><meta charset="utf-8"><form><input><button>Ask</button></form><p></p><script>
const base = new URLSearchParams(location.search).get('base') ?? 'https://gateway.example/openai/openai/deployments/gpt-4o'
document.querySelector('form').onsubmit = async (event) => {
  event.preventDefault()
  const shown = document.querySelector('p')
  const body = JSON.stringify({ stream: true, messages: [{ role: 'user', content: document.querySelector('input').value }] })
  try {
    const response = await fetch(base + '/chat/completions', { method: 'POST', headers: { 'content-type': 'application/json', authorization: 'Bearer x' }, body })
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader()
    let text = ''
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      text += part.value
      shown.textContent = [...text.matchAll(/"content":"([^"]*)"/g)].map((match) => match[1]).join('') || text
    }
  } catch (error) { shown.textContent += ' broken: ' + error.message }
}
</script>`

const GOOD = `
import { expect, test } from 'bifrost-emulator/playwright'

const ask = async (page, text) => {
  await page.getByRole('textbox').fill(text)
  await page.getByRole('button').click()
}

test('a stream of the session that the base URL names', async ({ page, emulator }) => {
  emulator.when('refund').reply('Streamed from here.').faults('hang:after=3')
  await page.goto('/?base=' + encodeURIComponent(emulator.baseURL))
  await ask(page, 'a refund')
  await expect(page.getByText('Streamed', { exact: false })).toBeVisible()
  expect(emulator).toHaveReceived({ message: 'refund', header: { authorization: { exists: true } } }, { times: 1 })
})

test('a page that asks by http gets its stream as it comes', async ({ page, emulator }) => {
  emulator.when('refund').reply('Streamed from here.').faults('hang:after=3')
  await emulator.route(page)
  await page.goto('/?base=' + encodeURIComponent('http://gateway.example/openai/openai/deployments/gpt-4o'))
  await ask(page, 'a refund')
  await expect(page.getByText('Streamed', { exact: false })).toBeVisible()
  expect(emulator).toHaveReceived({ message: 'refund', header: { authorization: { exists: true } } }, { times: 1 })
})

test('a page whose own server passes requests on gets its stream too', async ({ page, emulator }) => {
  emulator.when('refund').reply('Streamed from here.').faults('hang:after=3')
  await emulator.route(page)
  await page.goto('/?base=/openai/openai/deployments/gpt-4o')
  await ask(page, 'a refund')
  await expect(page.getByText('Streamed', { exact: false })).toBeVisible()
})

test('a broken answer breaks for the page', async ({ page, emulator }) => {
  emulator.when('refund').reply('Never whole.').faults('reset:after=1')
  await emulator.route(page)
  await page.goto('/')
  await ask(page, 'a refund')
  await expect(page.getByText('broken:')).toBeVisible()
})
`

const BAD = `
import { expect, test } from 'bifrost-emulator/playwright'
test('unmatched', async ({ emulator }) => {
  emulator.when({ message: 'refund', deployment: 'gpt-4o-mini' }).reply('x')
  const response = await emulator.fetch(emulator.baseURL + '/chat/completions', { method: 'POST', body: '{"messages":[{"role":"user","content":"refund"}]}' })
  expect(response.status).toBe(404)
})
test.describe('with options', () => {
  test('unhurt', async ({ emulator }) => {
    emulator.when('refund').reply('x')
    emulator.verify('refund', { times: 0 })
  })
})
`

interface Suite {
  readonly suites?: readonly Suite[]
  readonly specs: readonly {
    readonly title: string
    readonly tests: readonly {
      readonly results: readonly {
        readonly status: string
        readonly errors: readonly { readonly message: string }[]
      }[]
    }[]
  }[]
}

const chromium = chromiumPath()
const outcomes = new Map<string, string>()
const server = createServer((_request, response) => response.setHeader('content-type', 'text/html').end(PAGE))

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const project = newProject(['@playwright/test'], {
    'package.json': '{ "name": "a-project", "private": true, "type": "module" }',
    'playwright.config.js': `export default {
      testDir: '.', workers: 2, fullyParallel: true, timeout: 20_000,
      reporter: [['json', { outputFile: 'report.json' }]],
      use: {
        baseURL: 'http://127.0.0.1:${(server.address() as AddressInfo).port}',
        launchOptions: { executablePath: ${JSON.stringify(chromium ?? '')}, args: ['--no-sandbox'] },
      },
    }`,
    ...(chromium === undefined
      ? {}
      : { 'readme.spec.ts': readmeExample('bifrost-emulator/playwright'), 'good.spec.js': GOOD }),
    'bad.spec.js': BAD,
  })
  const { out, err } = await runTool(
    process.execPath,
    ['node_modules/@playwright/test/cli.js', 'test'],
    project,
  )
  const { suites, errors } = JSON.parse(readFileSync(path.join(project, 'report.json'), 'utf8')) as {
    suites: readonly Suite[]
    errors: readonly unknown[]
  }
  if (errors.length > 0) throw new Error(JSON.stringify(errors) + out + err)
  for (const suite of suites) collect(suite)
}, 180_000)

afterAll(() => void server.close())

function collect({ suites = [], specs }: Suite): void {
  for (const suite of suites) collect(suite)
  for (const { title, tests } of specs) {
    const result = tests[0]?.results[0]
    outcomes.set(title, [result?.status, ...(result?.errors ?? []).map(({ message }) => message)].join('\n'))
  }
}

test.each([
  ['unmatched', 'no scenario matches the request'],
  ['unmatched', /deployment: expected "gpt-4o-mini", got "gpt-4o"/],
])('fails: %s, since %s', (title, why) => {
  expect(outcomes.get(title)).toMatch(/^failed/)
  expect(outcomes.get(title)).toMatch(why)
})

test('passes: unhurt', () => {
  expect(outcomes.get('unhurt')).toBe('passed')
})

describe.skipIf(isMissing('chromium', chromium !== undefined))('in a browser', () => {
  test.each([
    'a refund',
    'a stream of the session that the base URL names',
    'a page that asks by http gets its stream as it comes',
    'a page whose own server passes requests on gets its stream too',
    'a broken answer breaks for the page',
  ])('passes: %s', (title) => {
    expect(outcomes.get(title)).toBe('passed')
  })
})
