import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { isDeepStrictEqual } from 'node:util'
import { loadExpressions } from '../../gateway/cel/expression.ts'
import type { GatewayConfig } from '../../gateway/config/config.ts'
import type { ReadingLine } from '../../gateway/config/check-config.ts'
import { checkPrices } from '../../gateway/config/check-prices.ts'
import { readPriceTable } from '../../gateway/config/price-table.ts'
import type { PriceTable } from '../../gateway/config/price-table.ts'
import type { Environment } from '../../gateway/config/secret.ts'
import { isObject } from '../../json/json-object.ts'
import type { Diagnostic } from '../../shape/diagnostic.ts'
import { rangeAt } from '../../shape/source/json-tree.ts'
import { placesOf, toDiagnostics } from '../../shape/source/problem.ts'
import { readBifrostConfig, readJsonObject } from './bifrost-config.ts'
import { changesBetween, isEmpty } from '../library/changes.ts'
import { errorsOf, warningsOf } from '../library/load-report.ts'
import type { LoadReport } from '../library/load-report.ts'
import { readFiles, scanAsRead } from '../scan/read-files.ts'
import type { Content } from '../scan/read-files.ts'
import { scan } from '../scan/scan.ts'
import type { Scan } from '../scan/scan.ts'
import type { Watching } from '../library/scenario-library.ts'
import { settled } from '../scan/stable-read.ts'
import type { FileSigns } from '../scan/file-signs.ts'
import { redacted } from './redact.ts'

export interface ConfigFileOptions {
  /** For `env.NAME` in the file. */
  readonly environment: Environment
  /** The releases that the file is for. */
  readonly lines?: readonly ReadingLine[] | undefined
  /** A price list that goes before the one that the configuration names. */
  readonly prices?: string | undefined
  /** A whole new configuration. */
  onConfig?(config: GatewayConfig): void
  /** Called after each reading that found something different, and after each that was asked for. */
  onLoad?(report: LoadReport): void
}

const NO_FILE = 'is a folder, not a file'

const NOTHING: Scan = { files: new Map(), folders: new Map(), missing: [] }

/** The real gateway's configuration file with its price list, and the last good configuration that they gave. */
export class ConfigFile {
  readonly file: string
  watching: Watching = 'off'
  readonly #options: ConfigFileOptions
  #prices: string | undefined
  #scan = NOTHING
  #contents: ReadonlyMap<string, Content> = new Map()
  #config: GatewayConfig | undefined
  #report: LoadReport | undefined
  #queue: Promise<unknown> = Promise.resolve()

  /** Nothing is read yet. */
  constructor(file: string, options: ConfigFileOptions) {
    this.file = path.normalize(file)
    this.#options = options
    this.#prices = options.prices === undefined ? undefined : path.normalize(options.prices)
  }

  get scan(): Scan {
    return this.#scan
  }

  /** The last good configuration. */
  get config(): GatewayConfig | undefined {
    return this.#config
  }

  /** Reads the file now. One with an error does not replace a good configuration. */
  reload(): Promise<LoadReport> {
    return this.#inTurn(async () => this.#load(await scan(this.#sources()), true))
  }

  /** Reads again if something changed, once it has come to rest. The result says what there is to watch. */
  refresh(signs?: FileSigns): Promise<Scan> {
    return this.#inTurn(async () => {
      const { seen, reading } = await settled({
        loaded: { scan: this.#scan, contents: this.#contents },
        look: () => scan(this.#sources()),
        read: async (found) => {
          const { contents } = await readFiles(found, this.#contents)
          return { scan: scanAsRead(found, contents), contents }
        },
        isOver: () => false,
        signs,
      })
      if (reading !== undefined) await this.#load(reading.scan, false)
      return reading === undefined ? seen : this.#scan
    })
  }

  status() {
    const report = this.#report
    return {
      file: this.file,
      prices: this.#prices ?? null,
      watching: this.watching,
      last_reload: {
        at: report?.at ?? '',
        ok: report?.ok ?? false,
        errors: report === undefined ? [] : errorsOf(report),
        warnings: report === undefined ? [] : warningsOf(report),
      },
    }
  }

  #sources(): readonly string[] {
    return this.#prices === undefined ? [this.file] : [this.file, this.#prices]
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#queue.then(work)
    this.#queue = result.catch(() => {})
    return result
  }

  async #load(found: Scan, always: boolean): Promise<LoadReport> {
    const start = performance.now()
    const before = this.#contents
    const read = await this.#read(found)
    const { contents } = read
    const changes = changesBetween(before, contents)
    const missing = read.scan.missing
      .filter((file) => file === this.file || !this.#arePricesNamed)
      .map((file) => ({ file, message: 'no such file' }))
    const folders = contents.has(this.file) || missing.length + read.problems.length > 0 ? [] : [NO_FILE]
    const problems = [
      ...missing,
      ...read.problems,
      ...folders.map((message) => ({ file: this.file, message })),
    ]
    this.#scan = scanAsRead(read.scan, contents)
    this.#contents = contents
    const last = this.#report
    if (!always && last !== undefined && isEmpty(changes) && isDeepStrictEqual(problems, last.problems))
      return last
    // Jest on older releases of Node takes modules by import alone.
    const written = contents.get(this.file)?.text
    if (typeof written === 'string' && written.includes('"routing_rules"')) await loadExpressions()
    const { config, diagnostics } = this.#parse(contents)
    const ok = config !== undefined && problems.length === 0
    const ms = performance.now() - start
    this.#report = { ok, at: new Date().toISOString(), ms, changes, diagnostics, problems }
    if (ok) {
      this.#config = config
      this.#options.onConfig?.(config)
    }
    this.#options.onLoad?.(this.#report)
    return this.#report
  }

  /** Reads the files; a price list that only the new configuration names is read with it. */
  async #read(found: Scan) {
    const first = await readFiles(found, this.#contents)
    const named = this.#options.prices ?? namedPrices(first.contents.get(this.file)?.text, this.file)
    if (named === this.#prices) return { scan: found, ...first }
    this.#prices = named
    const again = await scan(this.#sources())
    return { scan: again, ...(await readFiles(again, first.contents)) }
  }

  #parse(contents: ReadonlyMap<string, Content>) {
    const content = contents.get(this.file)
    if (content === undefined) return { config: undefined, diagnostics: [] }
    const prices = this.#readPrices(contents)
    const { environment, lines } = this.#options
    const read = readBifrostConfig(content.text, this.file, { environment, prices: prices.table, lines })
    if (this.#arePricesNamed && prices.table === undefined) {
      const unused = prices.diagnostics.map((it) => ({ ...it, severity: 'warning' as const }))
      const all = unused.length > 0 ? unused : this.#missingPrices(content.text)
      return { config: read.config, diagnostics: [...read.diagnostics, ...all] }
    }
    const config = prices.diagnostics.length === 0 ? read.config : undefined
    return { config, diagnostics: [...read.diagnostics, ...prices.diagnostics] }
  }

  /** The configuration names the price list: as the gateway starts without it, so does the emulator. */
  get #arePricesNamed(): boolean {
    return this.#prices !== undefined && this.#options.prices === undefined
  }

  #missingPrices(content: Content['text']): readonly Diagnostic[] {
    const parsed = readJsonObject(content, this.file, '')
    if ('problem' in parsed) return []
    const problem = {
      code: 'wrong-value',
      severity: 'warning',
      at: rangeAt(parsed.tree, ['framework', 'pricing', 'pricing_url']),
      message: `there is no price list at ${this.#prices}: list prices count instead`,
      hint: 'the real gateway starts without it too; --prices takes one from elsewhere',
    } as const
    return toDiagnostics([problem], this.file, parsed.text, placesOf(parsed.text))
  }

  #readPrices(contents: ReadonlyMap<string, Content>): {
    table: PriceTable | undefined
    diagnostics: readonly Diagnostic[]
  } {
    const content = this.#prices === undefined ? undefined : contents.get(this.#prices)
    if (this.#prices === undefined || content === undefined) return { table: undefined, diagnostics: [] }
    const parsed = readJsonObject(content.text, this.#prices, 'a price list')
    if ('problem' in parsed) return { table: undefined, diagnostics: [redacted(parsed.problem)] }
    const problems = checkPrices(parsed.tree)
    return {
      table: problems.length === 0 ? readPriceTable(parsed.value) : undefined,
      diagnostics: toDiagnostics(problems, this.#prices, parsed.text, placesOf(parsed.text)),
    }
  }
}

/** The price list that a configuration names, where it is a file: nothing is ever fetched. */
function namedPrices(content: string | Uint8Array | undefined, file: string): string | undefined {
  const parsed = content === undefined ? undefined : readJsonObject(content, file, '')
  if (parsed === undefined || 'problem' in parsed) return undefined
  const { framework } = parsed.value
  const pricing = isObject(framework) ? framework['pricing'] : undefined
  const url = isObject(pricing) ? pricing['pricing_url'] : undefined
  if (typeof url !== 'string' || url === '') return undefined
  if (url.startsWith('file:')) return URL.canParse(url) ? fileURLToPath(url) : undefined
  return /^[a-z]+:\/\//i.test(url) ? undefined : path.join(path.dirname(file), url)
}
