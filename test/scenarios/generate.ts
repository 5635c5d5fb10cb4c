import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { errorNames } from '../../src/errors/catalogue.ts'
import { scenarioJsonSchema } from '../../src/scenario/schema/json-schema.ts'
import { nextShape } from '../../src/scenario/schema/next-shape.ts'
import { scenarioReference } from './reference.ts'
import { scenarioTypes } from './scenario-types.ts'

const root = fileURLToPath(new URL('../../', import.meta.url))

/** Files of the project that follow from the shapes that read scenario files: path from the root, and text. */
export function generatedFiles(): Readonly<Record<string, string>> {
  const schema = scenarioJsonSchema({ errors: errorNames() })
  const referring = { names: {}, define: (name: string) => ({ $ref: `#/$defs/${name}` }) }
  return {
    'scenarios/scenario.schema.json': formatted(JSON.stringify(schema, null, 2), 'json'),
    'spec/guide/reference.md': scenarioReference(schema),
    'src/in-process/scenario-types.ts': formatted(scenarioTypes(schema, nextShape.schema(referring)), 'ts'),
  }
}

function formatted(text: string, extension: string): string {
  const folder = mkdtempSync(path.join(root, '.generated-'))
  try {
    const file = path.join(folder, `generated.${extension}`)
    writeFileSync(file, text)
    execFileSync(path.join(root, 'node_modules/.bin/oxfmt'), ['-c', path.join(root, '.ci/oxfmt.json'), file])
    return readFileSync(file, 'utf8')
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** `npm run generate` */
if (process.argv[1] === fileURLToPath(import.meta.url))
  for (const [name, text] of Object.entries(generatedFiles())) writeFileSync(path.join(root, name), text)
