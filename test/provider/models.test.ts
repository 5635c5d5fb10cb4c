import { expect, test } from 'vitest'
import { contextLength, isReasoningModel, mostTokens } from '../../src/provider/parameters/models.ts'
import { identityOf } from '../../src/provider/format/response-metadata.ts'
import { createRandom } from '../../src/random/random.ts'
import { readSpecText } from '../support/spec-files.ts'

/** The table of models in AZURE.md, a row for each name. */
const rows = [
  ...readSpecText('AZURE.md').matchAll(/^\| (`[^|]*`) \| ([^|]*) \| ([\d,]+) \| ([\d,]+) \| (yes|no) \|$/gm),
].flatMap(([, names = '', versions = '', context = '', output = '', reasons]) => {
  const own = versions.split(', ')
  return names.split(', ').map((name, index) => ({
    name: name.replaceAll('`', ''),
    version: own[index] ?? own[0]!,
    context: Number(context.replaceAll(',', '')),
    output: Number(output.replaceAll(',', '')),
    reasons: reasons === 'yes',
  }))
})

test('the table names models', () => expect(rows.length).toBeGreaterThan(15))

test.each(rows)('$name is as AZURE.md says', ({ name, version, context, output, reasons }) => {
  const { model } = identityOf(`${name}-prod`, createRandom(1))
  expect(model).toBe(`${name}-${version}`)
  expect([contextLength(model), mostTokens(model), isReasoningModel(model)]).toEqual([
    context,
    output,
    reasons,
  ])
})
