import { readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { readmeExample } from '../testing/readme-example.ts'
import { runTool } from '../testing/run-tool.ts'
import { manifest, newProject, packed } from './packed.ts'
import { publicNames } from './public-names.ts'

const entries = Object.entries(manifest.exports).flatMap(([name, target]) =>
  typeof target === 'object' ? [{ name, ...(target as { types: string; default: string }) }] : [],
)
const node = process.execPath

describe('the packed package', () => {
  test('has nothing that publint would change', async () => {
    const { out, code } = await runTool(
      node,
      ['node_modules/publint/src/cli.js', 'run', packed(), '--strict'],
      process.cwd(),
    )
    expect(out).toContain('All good!')
    expect(code).toBe(0)
  })

  test('has types that resolve wherever ES modules do', async () => {
    const attw = [
      'node_modules/@arethetypeswrong/cli/dist/index.js',
      packed(),
      '--profile',
      'esm-only',
      '--format',
      'json',
    ]
    const { out } = await runTool(node, attw, process.cwd())
    const { analysis, problems } = JSON.parse(out) as {
      analysis: { entrypoints: object }
      problems: Readonly<Record<string, readonly { resolutionKind?: string }[]>>
    }
    const wrong = Object.values(problems)
      .flat()
      .filter(({ resolutionKind }) => resolutionKind !== 'node16-cjs')
    expect(Object.keys(analysis.entrypoints)).toEqual(Object.keys(manifest.exports))
    expect(wrong).toEqual([])
  }, 180_000)

  test('gives out these names and no others; UPDATE=1 writes them anew', () => {
    const at = new URL('public-names.txt', import.meta.url)
    const text = entries
      .map(({ name, types }) =>
        [name, ...publicNames(path.resolve(types)).map((line) => `  ${line}`)].join('\n'),
      )
      .join('\n')
    if (process.env['UPDATE'] === '1') writeFileSync(at, `${text}\n`)
    expect(`${text}\n`).toBe(readFileSync(at, 'utf8'))
  })
})

describe('in a fresh folder', () => {
  const FIRST_STEPS = `
    import { createEmulator } from 'bifrost-emulator'
    const emulator = await createEmulator({ seed: 7, scenarios: 'node_modules/bifrost-emulator/scenarios' })
    emulator.when('refund').reply('Done.')
    const body = JSON.stringify({ messages: [{ role: 'user', content: 'refund' }] })
    for (const ask of [fetch, emulator.fetch]) {
      const answer = await ask(emulator.baseURL + '/chat/completions', { method: 'POST', body })
      console.log(answer.status, (await answer.json()).choices[0].message.content)
    }
    await emulator.close()`

  test('works with its own dependencies alone', async () => {
    const project = newProject([], { 'main.mjs': FIRST_STEPS })
    const { code, out, err } = await runTool(node, ['main.mjs'], project)
    expect([code, out, err]).toEqual([0, '200 Done.\n200 Done.\n', ''])
    const bin = 'node_modules/bifrost-emulator/dist/cli/main.js'
    const checked = await runTool(node, [bin, 'validate'], project)
    expect([checked.code, checked.err]).toEqual([0, ''])
  })

  test('a compiler knows the language and the matchers of each runner', async () => {
    const project = newProject(
      [
        '@jest/globals',
        '@playwright/test',
        '@types/node',
        'expect',
        'jest-environment-node',
        'openai',
        'typescript',
        'vitest',
      ],
      {
        'tsconfig.json': JSON.stringify({
          compilerOptions: {
            strict: true,
            noEmit: true,
            target: 'es2023',
            lib: ['es2023', 'esnext.disposable', 'dom', 'dom.iterable'],
            module: 'nodenext',
            types: ['node'],
            skipLibCheck: true,
            exactOptionalPropertyTypes: true,
          },
          include: ['*.mts'],
        }),
        'vitest.mts': readmeExample('bifrost-emulator/vitest'),
        'node.mts': readmeExample('node:test'),
        'playwright.mts': readmeExample('bifrost-emulator/playwright'),
        'jest.mts': `
          import { expect, test } from '@jest/globals'
          import type {} from 'bifrost-emulator/jest'
          test('x', () => {
            emulator.when({ message: /refund/ }).reply('Done.')
            expect(emulator).toHaveReceived({ message: /refund/ }, { times: 2 })
            // @ts-expect-error -- no such key
            expect(emulator).not.toHaveReceived({ mesage: /refund/ })
          })`,
        'wrong.mts': `
          import { expect, test } from 'bifrost-emulator/vitest'
          test('x', ({ emulator }) => {
            // @ts-expect-error -- no such error
            emulator.when('x').error('azure.rate_limits')
            // @ts-expect-error -- no such count
            expect(emulator).toHaveReceived('x', { time: 1 })
          })`,
      },
    )
    const { code, out } = await runTool(node, ['node_modules/typescript/bin/tsc', '-p', '.'], project)
    expect(out).toBe('')
    expect(code).toBe(0)
  }, 180_000)

  test('the first example of the README passes', async () => {
    const project = newProject(['openai', 'tsx'], { 'refund.test.mts': readmeExample('node:test') })
    const { code, out, err } = await runTool(node, ['--import', 'tsx', '--test', 'refund.test.mts'], project)
    expect(out + err).toMatch(/pass 1/)
    expect(code).toBe(0)
  })
})
