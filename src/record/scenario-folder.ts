import { randomBytes } from 'node:crypto'
import { mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises'
import path from 'node:path'
import { canonicalJson } from '../json/canonical.ts'
import { isObject } from '../json/json-object.ts'
import type { JsonObject } from '../json/json-object.ts'
import { yaml } from '../shape/source/yaml.ts'
import type { RecordedScenario } from './scenario.ts'

const MOST_NAME = 48

interface KeptFile {
  readonly file: string
  readonly name: string
  readonly when: JsonObject
  readonly outcomes: Pick<RecordedScenario, 'outcome' | 'listed'>[]
}

/** The first line of a recorded file: it may be written again. */
const MARK = '# Recorded by bifrost-emulator. Recording the same question anew replaces it.\n'
/** A file that was being written when its process was killed. */
const LEFT_BEHIND = /^\..+\.yaml\.[0-9a-f]{12}$/

/**
 * Writes recorded scenarios, a file each, readable by their owner alone. The same question asked again becomes the next
 * answer of its scenario; the answers of an earlier recording make room. A file is there whole or not at all.
 */
export class ScenarioFolder {
  readonly #folder: string
  readonly #kept = new Map<string, KeptFile>()
  readonly #names = new Set<string>()
  #queue: Promise<unknown> = Promise.resolve()

  private constructor(folder: string, names: readonly string[]) {
    this.#folder = folder
    for (const name of names) this.#names.add(name.replace(/\.ya?ml$/, ''))
  }

  /** What stands in the folder stays, until its question is recorded anew. */
  static async open(folder: string): Promise<ScenarioFolder> {
    await mkdir(folder, { recursive: true, mode: 0o700 })
    const names = await readdir(folder)
    const opened = new ScenarioFolder(folder, names)
    for (const name of names) {
      if (LEFT_BEHIND.test(name)) await rm(path.join(folder, name), { force: true })
      else if (name.endsWith('.yaml')) await opened.#take(path.join(folder, name))
    }
    return opened
  }

  /** A file of an earlier recording is the place of its question. */
  async #take(file: string): Promise<void> {
    const text = await readFile(file, 'utf8').catch(() => '')
    if (!text.startsWith(MARK)) return
    const { scenarios } = Object(yaml().parse(text)) as { readonly scenarios?: readonly unknown[] }
    const [only] = scenarios ?? []
    if (!isObject(only) || !isObject(only['when'])) return
    const name = path.basename(file, '.yaml')
    this.#kept.set(canonicalJson(only['when']), { file, name, when: only['when'], outcomes: [] })
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

  async #add({ title, deployment, session, when, outcome, listed, why }: RecordedScenario): Promise<string> {
    const key = canonicalJson(when)
    let kept = this.#kept.get(key)
    if (kept === undefined) {
      const name = this.#nameOf([session, deployment, title].filter((it) => it !== '').join(' '))
      kept = { file: path.join(this.#folder, `${name}.yaml`), name, when, outcomes: [] }
      this.#kept.set(key, kept)
    }
    kept.outcomes.push({ outcome, listed })
    await writeWhole(
      kept.file,
      MARK + (why === undefined ? '' : `# Kept word for word: ${why}.\n`) + textOf(kept),
    )
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
    ...(outcomes.length === 1 ? only?.outcome : { replies: outcomes.map(({ listed }) => listed) }),
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
