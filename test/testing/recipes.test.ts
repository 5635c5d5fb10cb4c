import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { execFileSync } from 'node:child_process'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { newFolder } from '../package/packed.ts'
import { isMissing, runTool } from './run-tool.ts'

const recipes = fileURLToPath(new URL('../../spec/recipes/', import.meta.url))
const main = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url))
const command = { BIFROST_EMULATOR: `${process.execPath} ${main}` }

/** A folder of its own with one recipe, and lines added to it. */
function folderWith(recipe: string, more: string): string {
  const folder = newFolder('recipe-')
  writeFileSync(path.join(folder, recipe), readFileSync(path.join(recipes, recipe), 'utf8') + more)
  return folder
}

describe.skipIf(isMissing('pytest', runs('python3', '-m', 'pytest', '--version')))(
  'the recipe for pytest',
  () => {
    test('works, keeps tests apart, and fails one whose request no rule matches', async () => {
      const folder = folderWith(
        'test_refund.py',
        '\n\ndef test_unmatched(emulator):\n    assert ask(emulator, "A refund for order 7")[0] == 404\n',
      )
      const { out, err } = await runTool(
        'python3',
        ['-m', 'pytest', '-q', '-p', 'no:cacheprovider'],
        folder,
        command,
      )
      expect(out + err).toContain('3 passed, 1 error')
      expect(out).toMatch(/ERROR test_refund\.py::test_unmatched/)
    }, 180_000)
  },
)

const go = ['go', '/usr/local/go/bin/go'].find((it) => runs(it, 'version'))
describe.skipIf(isMissing('go', go !== undefined))('the recipe for Go', () => {
  test('works, keeps tests apart, and fails one whose request no rule matches', async () => {
    const folder = folderWith(
      'refund_test.go',
      '\nfunc TestUnmatched(t *testing.T) {\n\task(t, newEmulator(t), "A refund for order 7")\n}\n',
    )
    writeFileSync(path.join(folder, 'go.mod'), 'module refund\n\ngo 1.21\n')
    const { out, err } = await runTool(go!, ['test', '-v', '-vet=off', './...'], folder, {
      ...command,
      GOFLAGS: '-mod=mod',
      GOTOOLCHAIN: 'local',
    })
    const told = out + err
    expect(told).toContain('--- PASS: TestRefund')
    expect(told).toContain('--- PASS: TestLimit')
    expect(told).toMatch(/no rule matches .*A refund for order 7/)
    expect(told).toContain('--- FAIL: TestUnmatched')
  }, 180_000)
})

function runs(tool: string, ...args: readonly string[]): boolean {
  if (tool.startsWith('/') && !existsSync(tool)) return false
  try {
    execFileSync(tool, args, { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}
