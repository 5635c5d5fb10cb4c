import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { fakeValue } from '../../src/fake/fake-value.ts'
import { createRandom } from '../../src/random/random.ts'

const SCRIPT = fileURLToPath(new URL('pydantic_schemas.py', import.meta.url))

function python(asked: unknown): { ok: true; said: unknown } | { ok: false; why: string } {
  const { status, stdout, stderr, error } = spawnSync('python3', [SCRIPT], {
    input: JSON.stringify(asked),
    encoding: 'utf8',
    maxBuffer: 2 ** 26,
  })
  if (error !== undefined || status !== 0) return { ok: false, why: error?.message ?? stderr }
  return { ok: true, said: JSON.parse(stdout) }
}

const found = python('schemas')
const isThere = found.ok || !/No module named|ENOENT|No such file/.test(found.why)

describe("what is made of pydantic's schemas is what pydantic parses", () => {
  if (!isThere && process.env['CI'] === undefined) {
    test.skip('skipped: there is no python3 with pydantic 2 here (pip install pydantic)', () => {})
    return
  }

  test('40 values of each', () => {
    if (!found.ok) return expect.unreachable(found.why)
    const schemas = Object.entries(found.said as Readonly<Record<string, unknown>>)
    const made: [string, unknown][] = []
    const refused: string[] = []
    for (const [name, schema] of schemas)
      for (let seed = 0; seed < 40; seed++) {
        const result = fakeValue(schema, createRandom(seed), { full: seed % 4 === 0 })
        if (result.ok) made.push([name, result.value])
        else refused.push(`${name}: ${result.problem.path} ${result.problem.message}`)
      }
    expect(refused).toEqual([])
    const judged = python(made)
    expect(judged.ok ? judged.said : judged.why).toEqual([])
    expect(made.length).toBeGreaterThan(1_500)
  })
})
