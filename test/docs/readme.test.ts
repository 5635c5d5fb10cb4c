import { execFileSync } from 'node:child_process'
import { readFileSync, readdirSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { readBifrostConfig } from '../../src/disk/bifrost-config.ts'
import { errorNames } from '../../src/errors.ts'
import { askFor, shippedEmulator } from '../scenarios/support.ts'
import { bookOf } from '../support/start-service.ts'

const root = new URL('../../', import.meta.url)
const read = (name: string) => readFileSync(new URL(name, root), 'utf8')
const readme = read('README.md')

/** The code blocks of a language. */
function blocks(language: string): readonly string[] {
  return [...readme.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)]
    .filter(([, name]) => name === language)
    .map(([, , text]) => text!)
}

describe('what the README says is so', () => {
  test('the pasted help is the help', () => {
    const main = new URL('dist/cli/main.js', root).pathname
    const help = execFileSync(process.execPath, [main, '--help'], {
      encoding: 'utf8',
      env: { COLUMNS: '100' },
    })
    expect(blocks('text')[0]).toBe(help)
  })

  test('the first commands and all others it names are scripts of the package', () => {
    const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> }
    const named = [...readme.matchAll(/npm (?:run (?:-s )?)?([a-z:]+)/g)].map(([, name]) => name!)
    expect(named).toEqual(expect.arrayContaining(['start', 'test', 'bench']))
    for (const name of named) if (name !== 'ci') expect(Object.keys(scripts)).toContain(name)
  })

  test.each(blocks('yaml').map((text, index) => ({ index, text })))(
    'YAML example $index is a scenario file',
    ({ text }) => expect(bookOf(text).rules.length).toBeGreaterThan(0),
  )

  test('the configuration of the gateway is one, and all of it is acted on', () => {
    const text = blocks('json').find((it) => it.includes('"governance"'))!
    const { config, diagnostics } = readBifrostConfig(text, 'README.md')
    expect(diagnostics).toEqual([])
    expect(config?.ignored).toEqual([])
  })

  test('it counts the errors right', () => {
    expect(readme).toContain(`prints all\n${errorNames().length} names`)
  })

  test('it counts the recordings right', () => {
    const folder = new URL('spec/captures/1.4.19/', root)
    const count = readdirSync(folder).filter((name) => name.endsWith('.json')).length
    expect(readme).toContain(`${count}\nrecorded exchanges`)
  })
})

describe('the gallery', () => {
  const rows = [...readme.matchAll(/^\| `([a-z-]+\.yaml)` \| (.+?) \| .+ \|$/gm)].map(([, file, ask]) => ({
    file: file!,
    ask: ask!,
  }))

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
        response_format: { type: 'json_schema', json_schema: { name: 'calendar_event', schema: {} } },
        stream: true,
      },
      deployment,
    )
    expect(emulator.book.byName.get(rule ?? '')?.file).toMatch(new RegExp(`${file}$`))
  })
})
