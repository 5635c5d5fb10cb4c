import { execFileSync } from 'node:child_process'
import { expect, test } from 'vitest'

const SCRIPT = `
import { cachedDataVersionTag } from 'node:v8'
import { makeObjectsYoung } from './src/start/young-objects.ts'
const before = cachedDataVersionTag()
makeObjectsYoung()
const meanwhile = cachedDataVersionTag()
process.once('exit', () => console.log(before !== meanwhile, before === cachedDataVersionTag()))
`

test('the flag holds while the process runs; compiled code that is kept at its end fits the next start', () => {
  const args = ['--import', 'tsx', '--input-type=module', '-e', SCRIPT]
  expect(execFileSync(process.execPath, args, { encoding: 'utf8' })).toBe('true true\n')
})
