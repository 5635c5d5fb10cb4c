import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createEmulator } from '../../src/index.ts'
import { buildBook } from '../../src/scenario/build-book.ts'
import { formatDiagnostic } from '../../src/shape/diagnostic.ts'
import { errorNames } from '../../src/errors/catalogue.ts'

/** One line, each of its scenarios with a mistake. */
const oneLine = (mistakes: number) =>
  JSON.stringify({
    scenarios: Array.from({ length: mistakes }, (_, index) => ({ wehn: `hello ${index}`, reply: 'x' })),
  })
const MOST_BYTES = 100_000

let folder: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'long-'))
})

afterAll(() => rm(folder, { recursive: true }))

describe('many mistakes on one long line are told in few words', () => {
  test('each with the part of the line around it', () => {
    const { diagnostics } = buildBook([{ path: 'a.json', text: oneLine(2_000) }], {
      errorNames: errorNames(),
    })
    expect(diagnostics).toHaveLength(101)
    for (const { source = '' } of diagnostics) expect(source.length).toBeLessThanOrEqual(100)
    const { source, sourceColumn, column } = diagnostics[50]!
    expect(source!.slice(column - sourceColumn!)).toMatch(/^"?wehn/)
    const [, line, caret] = formatDiagnostic(diagnostics[50]!).split('\n')
    expect(line!.slice(caret!.indexOf('^'))).toMatch(/^"?wehn/)
    expect(diagnostics.at(-1)).toMatchObject({
      severity: 'error',
      message: 'and 1900 more in this file',
      more: 1_900,
    })
  })

  test('POST of scenarios', async () => {
    await using emulator = await createEmulator({ seed: 7 })
    const response = await fetch(`${emulator.url}/_emulator/scenarios`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: oneLine(8_000),
    })
    const text = await response.text()
    expect([response.status, text.length < MOST_BYTES]).toEqual([422, true])
    expect(JSON.parse(text).errors.at(-1)).toMatchObject({ message: 'and 7900 more', more: 7_900 })
  })

  test('the status after a reload that failed', async () => {
    const file = join(folder, 'status.json')
    await writeFile(file, '{"scenarios":[]}')
    await using emulator = await createEmulator({ scenarios: file, watch: false, seed: 7 })
    await writeFile(file, oneLine(8_000))
    const reload = await fetch(`${emulator.url}/_emulator/reload`, { method: 'POST' })
    expect([reload.status, (await reload.text()).length < MOST_BYTES]).toEqual([422, true])
    const status = await fetch(`${emulator.url}/_emulator/status`)
    expect([status.status, (await status.text()).length < MOST_BYTES]).toEqual([200, true])
  })

  test('validate --json', async () => {
    const file = join(folder, 'validate.json')
    await writeFile(file, oneLine(8_000))
    const { code, out } = await validate('--json', file)
    expect([code, out.length < MOST_BYTES]).toEqual([1, true])
    expect(JSON.parse(out).errors).toHaveLength(101)
  })

  test('validate, for people, still counts all of them', async () => {
    const file = join(folder, 'count.json')
    await writeFile(file, oneLine(8_000))
    const { code, err } = await validate(file)
    expect([code, err.length < MOST_BYTES]).toEqual([1, true])
    expect(err).toMatch(/\n8000 errors in/)
  })

  test('a configuration of the gateway hides secrets though its line is cut', async () => {
    const config = join(folder, 'config.json')
    const keys = Array.from({ length: 300 }, (_, id) => ({
      id,
      value: `top-secret-${'x'.repeat(60)}`,
      weight: 'w',
    }))
    await writeFile(config, JSON.stringify({ providers: { azure: { keys } } }))
    const { code, err } = await validate('--bifrost-config', config)
    expect([code, err.length < MOST_BYTES]).toEqual([1, true])
    expect(err).not.toMatch(/secret|xxx/)
  })
})

function validate(...args: string[]): Promise<{ code: unknown; out: string; err: string }> {
  return new Promise((resolve) => {
    execFile(process.execPath, ['dist/cli/main.js', 'validate', ...args], (error, out, err) =>
      resolve({ code: error?.code ?? 0, out, err }),
    )
  })
}
