import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

/** The code runs from `src` and, bundled, from somewhere in `dist`. */
const HERE = path.dirname(fileURLToPath(import.meta.url))

/** The folder of this package. */
const ROOT = packageRoot(HERE)

/** The folder that all of this package's code is in, with a separator at its end. */
export const CODE_FOLDER = path.join(ROOT, path.relative(ROOT, HERE).split(path.sep)[0]!, path.sep)

/** The folder of the example scenarios that come with the package. */
export const SHIPPED_SCENARIOS = path.join(ROOT, 'scenarios')

/** Whether a source of scenarios is that folder, however it is written. */
export function isShipped(source: string): boolean {
  return path.resolve(source) === path.resolve(SHIPPED_SCENARIOS)
}

/** The folder of the page that the control routes serve. */
export const PAGE_FOLDER = path.join(ROOT, 'dist/page')

/** The version of this package. */
export function packageVersion(): string {
  return (JSON.parse(readPackageFile('package.json')) as { version: string }).version
}

/** The text of a file that comes with the package; `name` from the package's folder. */
export function readPackageFile(name: string): string {
  return readFileSync(path.join(ROOT, name), 'utf8')
}

function packageRoot(folder: string): string {
  return existsSync(path.join(folder, 'package.json')) ? folder : packageRoot(path.dirname(folder))
}
