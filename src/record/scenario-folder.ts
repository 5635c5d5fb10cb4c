import { randomBytes } from 'node:crypto'
import { mkdir, open, readdir, rename, rm } from 'node:fs/promises'
import path from 'node:path'
import { canonicalJson } from '../json/canonical.ts'
import type { JsonObject } from '../json/json-object.ts'
import { yaml } from '../scenario/source/yaml.ts'
import type { RecordedScenario } from './scenario.ts'

const MOST_NAME = 48

interface KeptFile {
  readonly file: string
  readonly name: string
  readonly when: JsonObject
  readonly outcomes: JsonObject[]
}

/**
 * Writes recorded scenarios, a file each, readable by their owner alone. The same question asked again becomes the next
 * answer of its scenario. A file is there whole or not at all.
 */
export class ScenarioFolder {
  readonly #folder: string
  readonly #kept = new Map<string, KeptFile>()
  readonly #names = new Set<string>()
  #queue: Promise<unknown> = Promise.resolve()

  private constructor(folder: string, taken: readonly string[]) {
    this.#folder = folder
    for (const name of taken) this.#names.add(name.replace(/\.ya?ml$/, ''))
  }

  /** What stands in the folder stays. */
  static async open(folder: string): Promise<ScenarioFolder> {
    await mkdir(folder, { recursive: true, mode: 0o700 })
    return new ScenarioFolder(folder, await readdir(folder))
  }

  /** Adds one; the result is its file. */
  add(scenario: RecordedScenario): Promise<string> {
    const written = this.#queue.then(() => this.#add(scenario))
    this.#queue = written.catch(() => {})
    return written
  }

  /** Adds a file of scenarios that are ready; the result is its path. */
  async addFile(title: string, scenarios: readonly JsonObject[]): Promise<string> {
    const file = path.join(this.#folder, `${this.#nameOf(title)}.yaml`)
    await writeWhole(file, yamlOf(scenarios))
    return file
  }

  /** Everything is on disk. */
  async flushed(): Promise<void> {
    await this.#queue
  }

  async #add({ title, deployment, session, when, outcome }: RecordedScenario): Promise<string> {
    const whole = session === '' ? when : { session, ...when }
    const key = canonicalJson(whole)
    let kept = this.#kept.get(key)
    if (kept === undefined) {
      const name = this.#nameOf([session, deployment, title].filter((it) => it !== '').join(' '))
      kept = { file: path.join(this.#folder, `${name}.yaml`), name, when: whole, outcomes: [] }
      this.#kept.set(key, kept)
    }
    kept.outcomes.push(outcome)
    await writeWhole(kept.file, textOf(kept))
    return kept.file
  }

  #nameOf(title: string): string {
    const words = title
      .toLowerCase()
      .replace(/[^\p{L}\p{N}]+/gu, '-')
      .slice(0, MOST_NAME)
      .replace(/^-+|-+$/g, '')
    const base = words === '' ? 'exchange' : words
    let name = base
    for (let count = 2; this.#names.has(name); count++) name = `${base}-${count}`
    this.#names.add(name)
    return name
  }
}

function textOf({ name, when, outcomes }: KeptFile): string {
  const [only] = outcomes
  const scenario = {
    name: `recorded ${name}`,
    when,
    ...(outcomes.length === 1 ? only : { replies: outcomes }),
  }
  return yamlOf([scenario])
}

function yamlOf(scenarios: readonly JsonObject[]): string {
  return yaml().stringify({ scenarios }, { lineWidth: 110, blockQuote: 'literal' })
}

async function writeWhole(file: string, text: string): Promise<void> {
  const temporary = path.join(path.dirname(file), `.${path.basename(file)}.${randomBytes(6).toString('hex')}`)
  try {
    const handle = await open(temporary, 'wx', 0o600)
    try {
      await handle.writeFile(text)
      await handle.sync()
    } finally {
      await handle.close()
    }
    await rename(temporary, file)
  } finally {
    await rm(temporary, { force: true })
  }
}
