import { readFileSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import path from 'node:path'
import { chromium } from '@playwright/test'
import type { Browser, Page } from '@playwright/test'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createEmulator } from '../../src/index.ts'
import { newFolder, writeFiles } from '../disk/support.ts'
import { startServer } from '../support/start-service.ts'
import { chromiumPath } from '../testing/chromium.ts'
import { isMissing } from '../testing/run-tool.ts'

const executablePath = chromiumPath()
const HELLO = `scenarios:
  - name: greeting
    when: hello
    reply: Hi there.
  - name: weather
    when: weather
    reply: { tool_calls: [{ name: get_weather, arguments: { city: Paris } }] }
limits:
  - { deployment: small, requests_per_minute: 6 }
`

const REPLY = 'scenarios:\n  - when: good morning\n    reply: And to you.\n'

describe.skipIf(isMissing('chromium', executablePath !== undefined))('the page', () => {
  let browser: Browser
  beforeAll(async () => {
    browser = await chromium.launch({
      executablePath: executablePath!,
      args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-quic'],
    })
  })
  afterAll(() => browser?.close())

  /** An emulator with a folder of its own, and its page. What the browser complains of fails the test. */
  async function open(at = '') {
    const folder = await newFolder()
    await writeFiles(folder, { 'hello.yaml': HELLO })
    const emulator = await createEmulator({ scenarios: folder, seed: 7, speed: 0 })
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 } })
    await context.grantPermissions(['clipboard-read', 'clipboard-write'])
    const page = await context.newPage()
    const complaints: string[] = []
    page.on('pageerror', (error) => complaints.push(error.message))
    page.on(
      'console',
      (line) => line.type() === 'error' && !/status of 4/.test(line.text()) && complaints.push(line.text()),
    )
    await page.goto(`${emulator.url}/_emulator/${at}`)
    return {
      folder,
      emulator,
      page,
      async [Symbol.asyncDispose]() {
        await context.close()
        await emulator.close()
        expect(complaints).toEqual([])
      },
    }
  }

  test('shows exchanges as they happen, and those that fit a filter', async () => {
    await using opened = await open()
    const { emulator, page } = opened
    await page.getByText('No requests yet').waitFor()
    await ask(emulator, 'hello')
    await ask(emulator, 'something else', { stream: true }, { 'x-emulator-fault': 'cut:after=3' })
    await row(page, 'something else').getByText('cut:after=3').waitFor()
    await row(page, 'hello').getByText('greeting').waitFor()
    await page.getByLabel('Filter by outcome').selectOption('with a fault')
    await expectCount(page, 1)
    await page.getByLabel('Filter by outcome').selectOption('')
    await page.getByLabel('Filter by text, id or scenario').fill('greet')
    await expectCount(page, 1)
    await row(page, 'hello').waitFor()
  })

  test('one exchange: why, when, what Azure got, and the answer in three ways', async () => {
    await using opened = await open()
    const { emulator, page } = opened
    await ask(
      emulator,
      'tell me about Lisbon',
      { stream: true, max_tokens: 50 },
      { 'x-emulator-fault': 'cut:after=4' },
    )
    await row(page, 'Lisbon').click()
    const detail = page.getByRole('region', { name: 'Exchange x1' })
    await detail.getByText('No scenario matched, so the answer was made up.').waitFor()
    await detail.getByRole('row', { name: /greeting.*message.*contains "hello".*Lisbon/ }).waitFor()
    await detail.getByRole('img', { name: /4 frames planned .* 4 sent, ended: cut/ }).waitFor()
    await detail
      .getByText(/^Broke off \(cut\) [\d.]+ m?s after the request, after 4 frames: cut:after=4$/)
      .waitFor()
    await detail.getByRole('tab', { name: 'To Azure' }).click()
    await detail.getByText('dropped: max_tokens').waitFor()
    await detail.getByText('no [DONE]').waitFor()
    await detail.getByRole('tab', { name: 'Frame by frame' }).click()
    expect(await detail.locator('.frames tbody tr').count()).toBe(4)
    await detail.getByRole('tab', { name: 'Raw' }).click()
    await detail.getByText('data: {"id":"chatcmpl-').waitFor()
    await detail.getByRole('button', { name: 'Copy as curl' }).click()
    await page.getByText('Copied as curl.').waitFor()
    expect(await page.evaluate('navigator.clipboard.readText()')).toContain(
      "curl -N -X POST 'http://127.0.0.1",
    )
    await detail.getByRole('button', { name: 'Play again' }).click()
    await page.getByRole('region', { name: 'Exchange x2' }).waitFor()
  })

  test('an exchange becomes a scenario in two clicks', async () => {
    await using opened = await open()
    const { emulator, folder, page } = opened
    const before = await ask(emulator, 'what is the meaning of this')
    await row(page, 'meaning').click()
    await page.getByRole('button', { name: 'Save as scenario' }).click()
    await page.getByRole('button', { name: 'Save', exact: true }).click()
    await page.getByText('Saved as recorded/x1.yaml').waitFor()
    expect(await readFile(path.join(folder, 'recorded/x1.yaml'), 'utf8')).toContain(
      'equals: what is the meaning of this',
    )
    const again = await ask(emulator, 'what is the meaning of this')
    expect(contentOf(again)).toBe(contentOf(before))
    expect(emulator.journal.at(-1)?.scenario).toBe('what is the meaning of this (x1)')
  })

  test('a file is edited with mistakes at their lines, tried on an exchange, and never written over blindly', async () => {
    await using opened = await open()
    const { emulator, folder, page } = opened
    await ask(emulator, 'good morning')
    await page.goto(
      `${emulator.url}/_emulator/#scenarios/${encodeURIComponent(path.join(folder, 'hello.yaml'))}`,
    )
    const editor = page.getByRole('textbox', { name: 'Scenario file' })
    await editor.click()
    await page.keyboard.press('Control+Home')
    await page.keyboard.insertText('scenaris: 1\n')
    await page.getByText('unknown key', { exact: false }).first().waitFor()
    expect(await page.getByRole('button', { name: 'Save' }).isDisabled()).toBe(true)
    await replaceAll(page, REPLY)
    await page.getByText('Nothing is wrong.').waitFor()
    await page.getByLabel('Try it on').selectOption({ index: 1 })
    await page.getByRole('button', { name: /Which scenario would answer x1/ }).click()
    await page.getByText(/Scenario .*hello\.yaml#1/).waitFor()
    await writeFile(path.join(folder, 'hello.yaml'), `${HELLO}# by somebody else\n`)
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByText('has changed on disk meanwhile').waitFor()
    expect(await readFile(path.join(folder, 'hello.yaml'), 'utf8')).toContain('by somebody else')
    await page.getByRole('button', { name: 'Read from disk' }).click()
    await page.getByText('by somebody else').waitFor()
    await replaceAll(page, REPLY)
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByText('is saved.').waitFor()
    expect(contentOf(await ask(emulator, 'good morning'))).toBe('And to you.')
  })

  test('makes requests fail: the next one, and some for a while', async () => {
    await using opened = await open('#failures')
    const { emulator, page } = opened
    const next = page.locator('section', { has: page.getByRole('heading', { name: 'The next request' }) })
    await next.getByLabel('Error or fault').fill('azure.rate_limit')
    await next.getByRole('button', { name: 'Fail' }).click()
    await next.getByText('error: azure.rate_limit').waitFor()
    expect((await ask(emulator, 'hello')).status).toBe(429)
    const chaos = page.locator('section', { has: page.getByRole('heading', { name: 'Chaos' }) })
    await chaos.getByLabel('Error or fault').fill('azure.server_error')
    await chaos.getByLabel('Share of requests').fill('1')
    await chaos.getByRole('button', { name: 'Start' }).click()
    await chaos.getByText(/ends in \d+:\d\d/).waitFor()
    expect((await ask(emulator, 'hello')).status).toBe(500)
    await chaos.getByText('1 of 1 requests hit').waitFor()
    await chaos.getByRole('button', { name: 'End' }).click()
    await chaos.getByText('None runs.').waitFor()
    await page.getByText('deployment: small').waitFor()
    expect((await ask(emulator, 'hello')).status).toBe(200)
  })

  test('what is left of a limit is a meter', async () => {
    await using opened = await open()
    const { emulator, page } = opened
    await fetch(`${emulator.url}/openai/openai/deployments/small/chat/completions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ messages: [{ role: 'user', content: 'hello' }] }),
    }).then((it) => it.text())
    await page.getByRole('link', { name: 'Failures' }).click()
    await page.getByRole('meter', { name: 'requests left of small' }).waitFor()
    await page.getByText(/^small: [0-5] of 6 requests left$/).waitFor()
  })

  test('a request is tried out, and its stream shown beside its frames', async () => {
    await using opened = await open('#try')
    const { page } = opened
    await page.getByLabel('Body').fill('{"messages":[{"role":"user","content":"hello"}],"stream":true}')
    await page.getByRole('button', { name: 'Send' }).click()
    await page.locator('.bubble').getByText('Hi there.').waitFor()
    await page.getByText('data: [DONE]').waitFor()
    await page.getByRole('link', { name: 'exchange x1' }).click()
    await page.getByRole('region', { name: 'Exchange x1' }).getByText('greeting').first().waitFor()
  })

  test('figures come from the metrics', async () => {
    await using opened = await open('#figures')
    const { emulator, page } = opened
    for (let count = 0; count < 5; count++) await ask(emulator, 'hello')
    await page.getByRole('row', { name: 'gpt-4o greeting 200 scenario end 5' }).waitFor()
    await page.locator('canvas').waitFor()
  })

  test('thousands of exchanges are a few rows on the screen, also while more arrive', async () => {
    await using opened = await open()
    const { emulator, page } = opened
    for (let count = 0; count < 1200; count++) await ask(emulator, `question ${count}`)
    await row(page, 'question 1199').waitFor()
    expect(await page.locator('.row').count()).toBeLessThan(80)
    await page.locator('.rows').evaluate((list) => (list.scrollTop = list.scrollHeight))
    await page
      .getByText(/^question \d\d?\d?$/)
      .first()
      .waitFor()
    expect(await page.locator('.row').count()).toBeLessThan(80)
  })

  test('hostile text is shown as text', async () => {
    await using opened = await open()
    const { emulator, page } = opened
    const text = '<img src=x onerror="document.title=1"><script>document.title=2</script>'
    await ask(emulator, text)
    await row(page, text).click()
    await page.getByRole('region', { name: 'Exchange x1' }).getByText(text).first().waitFor()
    expect(await page.title()).toBe('bifrost-emulator')
  })

  test.each(['exchanges', 'scenarios', 'failures', 'try', 'figures'])(
    'axe finds nothing serious in %s',
    async (tab) => {
      await using opened = await open()
      const { emulator, page } = opened
      await ask(emulator, 'hello')
      await ask(emulator, 'more', { stream: true }, { 'x-emulator-fault': 'cut:after=3' })
      await row(page, 'more').waitFor()
      for (const scheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme: scheme })
        await page.goto(`${emulator.url}/_emulator/#${tab === 'exchanges' ? 'exchanges/x2' : tab}`)
        await page.locator('main :is(h2, .row)').first().waitFor()
        await page.evaluate(axe)
        const found = await page.evaluate(() =>
          (globalThis as unknown as { axe: Axe }).axe.run({ resultTypes: ['violations'] }),
        )
        const serious = found.violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')
        expect(serious.map(({ id, nodes }) => [scheme, id, nodes.map(({ html }) => html)])).toEqual([])
      }
    },
  )

  test('asks for the token that the control routes want', async () => {
    await using server = await startServer({ token: 'sesame' })
    const page = await browser.newPage()
    await page.goto(`http://127.0.0.1:${server.port}/_emulator/`)
    await page.getByLabel('Token').fill('sesame')
    await page.getByRole('button', { name: 'Open' }).click()
    await page.getByText('No requests yet').waitFor()
    await page.close()
  })
})

interface Axe {
  run(options: object): Promise<{ violations: { id: string; impact: string; nodes: { html: string }[] }[] }>
}

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

type Emulator = Awaited<ReturnType<typeof createEmulator>>

interface Answer {
  readonly status: number
  readonly text: string
}

async function ask(
  emulator: Emulator,
  text: string,
  more: object = {},
  headers: object = {},
): Promise<Answer> {
  const response = await fetch(`${emulator.baseURL}/chat/completions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ messages: [{ role: 'user', content: text }], ...more }),
  })
  return { status: response.status, text: await response.text().catch(() => '') }
}

function contentOf({ text }: Answer): string {
  const body = JSON.parse(text) as { choices: [{ message: { content: string } }] }
  return body.choices[0].message.content
}

function row(page: Page, text: string) {
  return page.locator('a.row', { hasText: text })
}

async function expectCount(page: Page, count: number): Promise<void> {
  await page.getByRole('list', { name: `${count} exchanges` }).waitFor()
}

async function replaceAll(page: Page, text: string): Promise<void> {
  await page.getByRole('textbox', { name: 'Scenario file' }).click()
  await page.keyboard.press('Control+A')
  await page.keyboard.insertText(text)
}
