import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync, readdirSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { readBifrostConfig } from '../../src/disk/config/bifrost-config.ts'
import { errorNames } from '../../src/errors/catalogue.ts'
import { readGatewayConfig } from '../../src/gateway/config/config.ts'
import { allLines } from '../../src/start/front-ends.ts'
import { askFor, shippedEmulator } from '../scenarios/support.ts'
import { codeBlocks, documentation, pages } from '../support/documentation.ts'
import { bookOf, startServer } from '../support/start-service.ts'

const root = new URL('../../', import.meta.url)
const read = (name: string) => readFileSync(new URL(name, root), 'utf8')

const scenarioExamples = codeBlocks('yaml').filter((text) => text.includes('scenarios:'))

/** Commands of npm itself. */
const NPM = ['ci', 'i', 'pack']

describe('what the README and the guides say is so', () => {
  test('the pasted help is the help', () => {
    const main = new URL('dist/cli/main.js', root).pathname
    const help = execFileSync(process.execPath, [main, '--help'], {
      encoding: 'utf8',
      env: { COLUMNS: '100' },
    })
    expect(codeBlocks('text')[0]).toBe(help)
  })

  test('the first commands and all others it names are scripts of the package', () => {
    const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> }
    const named = [...documentation.matchAll(/npm (?:run (?:-s )?)?([a-z:]+)/g)].map(([, name]) => name!)
    expect(named).toEqual(expect.arrayContaining(['start', 'test', 'bench']))
    for (const name of named) if (!NPM.includes(name)) expect(Object.keys(scripts)).toContain(name)
  })

  test.each(scenarioExamples.map((text, index) => ({ index, text })))(
    'YAML example $index is a scenario file',
    ({ text }) => expect(bookOf(text).rules.length).toBeGreaterThan(0),
  )

  test('the configuration of the gateway is one, and all of it is acted on', () => {
    const text = codeBlocks('json').find((it) => it.includes('"governance"'))!
    const { config, diagnostics } = readBifrostConfig(text, 'README.md')
    expect(diagnostics).toEqual([])
    expect(config?.ignored).toEqual([])
  })

  test('its configuration for a real gateway is one, and opens the emulator as its Azure', async () => {
    const text = codeBlocks('json').find((it) => it.includes('127.0.0.1:8080'))
    const config = readGatewayConfig(JSON.parse(text!))
    const key = config.providers.get('azure')?.keys[0]
    expect(config.ignored).toEqual([])
    expect(key?.azure?.endpoint).toBe('http://127.0.0.1:8080')
    await using server = await startServer({ gateway: 'azure' })
    const [[model, deployment]] = [...(key!.azure!.deployments as ReadonlyMap<string, string>)] as [
      [string, string],
    ]
    const path = `/openai/deployments/${deployment}/chat/completions?api-version=${key!.azure!.apiVersion}`
    const body = JSON.stringify({ model, messages: [{ role: 'user', content: 'Hello!' }] })
    const answer = await fetch(server.url + path, {
      method: 'POST',
      headers: { 'api-key': key!.value },
      body,
    })
    expect(answer.status).toBe(200)
  })

  test('it names every line and every steering header', async () => {
    const names = allLines().map((line) => line.name)
    for (const name of ['docs', 'azure']) {
      expect(names).toContain(name)
      expect(documentation).toContain(`--gateway ${name}`)
    }
    const refused = askFor(await shippedEmulator(), {}, 'gpt-4o', { 'x-emulator-none': '1' })
    for (const [name] of refused.body.matchAll(/x-emulator-(?!none)[a-z]+/g))
      expect(documentation).toContain(`\`${name}`)
  })

  test('it counts the errors right', () => {
    expect(documentation).toContain(`prints all\n${errorNames().length} names`)
  })

  test('the README is one screen', () => {
    expect(pages['README.md']!.length).toBeLessThanOrEqual(8 * 1024)
  })

  test('every link leads to a file or a heading that is there', () => {
    const broken = Object.entries(pages).flatMap(([page, text]) =>
      [...text.matchAll(/\]\((?!https?:)([^)#]*)(?:#([^)]+))?\)/g)].flatMap(([, file = '', heading]) => {
        const target = file === '' ? page : path.normalize(path.join(path.dirname(page), file))
        if (!existsSync(new URL(target, root))) return [`${page}: ${file}`]
        return heading === undefined || headings(read(target)).includes(heading)
          ? []
          : [`${page}: #${heading}`]
      }),
    )
    expect(broken).toEqual([])
  })

  test('the README leads to every guide', () => {
    const guides = Object.keys(pages).filter((page) => page !== 'README.md')
    expect(guides.filter((page) => !pages['README.md']!.includes(`](${page})`))).toEqual([])
  })
})

/** Where the headings of a page are linked to. */
function headings(text: string): readonly string[] {
  return [...text.matchAll(/^#+ (.*)$/gm)].map(([, title]) =>
    title!
      .toLowerCase()
      .replaceAll(/[^\w -]/g, '')
      .replaceAll(' ', '-'),
  )
}

describe('the gallery', () => {
  const rows = [...documentation.matchAll(/^\| `([a-z-]+\.yaml)` \| (.+?) \| .+ \|$/gm)].map(
    ([, file, ask]) => ({
      file: file!,
      ask: ask!,
    }),
  )

  test('shows every shipped file', () => {
    const shipped = readdirSync(new URL('scenarios/', root)).filter((name) => name.endsWith('.yaml'))
    expect(rows.map(({ file }) => file).sort()).toEqual(shipped.sort())
  })

  test.each(rows)('$file answers to what it says', async ({ file, ask }) => {
    const emulator = await shippedEmulator()
    const deployment = /deployment `(.+)`/.exec(ask)?.[1]
    const { rule } = askFor(
      emulator,
      {
        messages: [{ role: 'user', content: deployment === undefined ? ask : 'Anything' }],
        tools: [{ type: 'function', function: { name: 'get_weather', parameters: { type: 'object' } } }],
        ...(file === 'structured-output.yaml'
          ? { response_format: { type: 'json_schema', json_schema: { name: 'calendar_event', schema: {} } } }
          : {}),
        stream: true,
      },
      deployment,
    )
    expect(emulator.book.byName.get(rule ?? '')?.file).toMatch(new RegExp(`${file}$`))
  })
})
