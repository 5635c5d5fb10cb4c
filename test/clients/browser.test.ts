import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { chromium } from '@playwright/test'
import type { Browser } from '@playwright/test'
import { build } from 'esbuild'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createEmulator } from '../../src/index.ts'
import type { EmulatorOptions } from '../../src/index.ts'
import { newFolder, writeFiles } from '../disk/support.ts'
import { codeBlocks } from '../support/documentation.ts'
import { chromiumPath } from '../testing/chromium.ts'
import { isMissing } from '../testing/run-tool.ts'

const executablePath = chromiumPath()

/** The pages of the guide, as they are printed there. */
const PAGES = {
  openai: codeBlocks('ts').find((code) => code.includes('dangerouslyAllowBrowser'))!,
  'AI SDK': codeBlocks('ts').find((code) => code.includes('streamText'))!,
}

/** The page of the README: it needs no client. */
const PLAIN = codeBlocks('html')
  .find((code) => code.includes('fetch('))!
  .replace('<p id="out"></p>', '')
  .replace('<!doctype html>', '')
  .replaceAll(/<\/?script[^>]*>/g, '')

/** A page with this script, from a port of its own. */
async function served(script: string, emulatorUrl: string) {
  const contents = `${script.replaceAll('http://127.0.0.1:8080', emulatorUrl)}\ndocument.title = 'done'\n`
  const bundled = await build({
    stdin: { contents, resolveDir: process.cwd(), loader: 'ts' },
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    logLevel: 'warning',
  })
  const page = `<!doctype html><body><script type="module">${bundled.outputFiles[0]!.text.replaceAll('</script', '<\\/script')}</script>`
  const server = createServer((_request, response) => {
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(page)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

describe.skipIf(isMissing('chromium', executablePath !== undefined))('a page from another port', () => {
  let browser: Browser
  beforeAll(async () => {
    browser = await chromium.launch({
      executablePath: executablePath!,
      args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-quic'],
    })
  }, 60_000)
  afterAll(() => browser?.close())

  async function open(script: string, options: EmulatorOptions) {
    await using emulator = await createEmulator({ seed: 7, ...options })
    emulator.when('hello').reply('One, two, three and four.')
    await using site = await served(script, emulator.url)
    const page = await browser.newPage()
    const said: string[] = []
    page.on('console', (line) => said.push(line.text()))
    page.on('pageerror', (error) => said.push(error.message))
    const complained = new Promise((resolve) => page.once('console', resolve).once('pageerror', resolve))
    await page.goto(site.url)
    await Promise.race([page.waitForFunction("document.title === 'done'"), complained])
    const text = (await page.innerText('body')).trim()
    await page.close()
    const methods = emulator.journal.map(({ request }) => request.method)
    const hints = emulator.journal.flatMap((entry) => ('hint' in entry ? [String(entry.hint)] : []))
    return { text, said, methods, hints }
  }

  test.each<[keyof typeof PAGES, string]>([
    ['openai', 'x-stainless-os'],
    ['AI SDK', 'api-key'],
  ])('with %s streams its answer, and what the real gateway needs is told', async (client, header) => {
    const { text, said, methods, hints } = await open(PAGES[client], {})
    expect([text, said, methods]).toEqual(['One, two, three and four.', [], ['OPTIONS', 'POST']])
    expect(hints).toHaveLength(1)
    expect(hints[0]).toContain(`"${header}"`)
    expect(hints[0]).toMatch(/^for this page the real gateway needs client\.allowed_headers: \[/)
  })

  test('without a client, as the README has it, streams its answer', async () => {
    const script = `const out = document.body.appendChild(document.createElement('p'))\n${PLAIN}`
    const { text, said, methods, hints } = await open(script, {})
    expect([text, said, methods, hints]).toEqual(['One, two, three and four.', [], ['OPTIONS', 'POST'], []])
  })

  test.each(['openai', 'AI SDK'] as const)(
    'with %s is refused by the browser where the configuration says so',
    async (client) => {
      const folder = await newFolder()
      const config = { client: {}, providers: { azure: { keys: [AZURE_KEY] } } }
      await writeFiles(folder, { 'config.json': JSON.stringify(config) })
      const bifrostConfig = `${folder}/config.json`
      const { text, said, methods, hints } = await open(PAGES[client], { bifrostConfig })
      expect(text).not.toContain('One')
      expect(said.join('\n')).toContain('blocked by CORS policy')
      expect(new Set(methods)).toEqual(new Set(['OPTIONS']))
      // What the log tells is enough to mend it.
      const names = JSON.parse(`[${/lacks (.*)$/.exec(hints[0]!)?.[1]}]`) as string[]
      const mended = await open(PAGES[client], { bifrostConfig, allowHeaders: names })
      expect([mended.text, mended.hints]).toEqual(['One, two, three and four.', []])
    },
  )
})

const AZURE_KEY = {
  name: 'east',
  value: 'k',
  models: [],
  weight: 1,
  azure_key_config: { endpoint: 'https://x.openai.azure.com', deployments: { 'gpt-4o': 'gpt-4o' } },
}
