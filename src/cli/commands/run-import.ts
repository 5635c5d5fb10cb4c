import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { USUAL_MATCH } from '../../record/match-keys.ts'
import { importFile, KNOWN_FORMATS } from '../../record/import-file.ts'
import { ScenarioFolder } from '../../record/scenario-folder.ts'
import { scenarioFrom } from '../../record/scenario.ts'
import { Redaction } from '../../record/secrets.ts'
import { CannotStart } from '../../start/failures.ts'
import { EXIT } from '../failure.ts'
import { recordedAs } from './run-record.ts'

export interface ImportArguments {
  readonly files: readonly string[]
  readonly out?: string
  readonly as?: string
}

/** Imports each file and says what became of it. Returns the exit code. */
export async function runImport({
  files,
  out = './scenarios/imported',
  as = 'gateway',
}: ImportArguments): Promise<number> {
  const kind = recordedAs(as)
  const folder = await ScenarioFolder.open(out)
  const keeping = { as: kind, match: USUAL_MATCH, redaction: new Redaction([]) }
  let hasFailed = false
  for (const file of files) {
    const text = await readFile(file, 'utf8').catch(() => {
      throw new CannotStart(`there is no file ${path.resolve(file)}`)
    })
    const found = importFile(text, path.basename(file), kind)
    if (found === undefined) {
      hasFailed = true
      process.stderr.write(`${file}: not known; what can be read: ${KNOWN_FORMATS}\n`)
      continue
    }
    const written = new Set<string>()
    const left = [...found.left]
    for (const [index, recorded] of found.exchanges.entries()) {
      const scenario = scenarioFrom(recorded, keeping)
      if ('left' in scenario)
        left.push(`exchange ${index + 1}: ${recorded.method} ${recorded.target}: ${scenario.left}`)
      else written.add(await folder.add(scenario))
    }
    if (found.scenarios.length > 0) written.add(await folder.addFile(path.parse(file).name, found.scenarios))
    const count = found.exchanges.length + found.scenarios.length
    process.stdout.write(`${file}: ${found.format}, ${count} found, ${written.size} written\n`)
    for (const name of written) process.stdout.write(`  → ${path.relative('.', name)}\n`)
    for (const why of left) process.stdout.write(`  left: ${why}\n`)
    if (written.size === 0) hasFailed = true
  }
  return hasFailed ? EXIT.wrongFiles : EXIT.fine
}
