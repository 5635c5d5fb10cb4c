import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'

/** Commands and tests run there. */
const root = process.cwd()

interface Manifest {
  readonly dependencies: Readonly<Record<string, string>>
  readonly exports: Readonly<Record<string, unknown>>
}

export const manifest = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as Manifest

/** Packs the package as it would be published; needs it built. Gives the path of the archive. */
export function packed(): string {
  if (!existsSync(path.join(root, 'dist/index.js')))
    throw new Error('this packs the built package: npm run build')
  const folder = newFolder('packed-')
  const npm = ['pack', '--ignore-scripts', '--silent', '--pack-destination', folder]
  return path.join(folder, execFileSync('npm', npm, { cwd: root, encoding: 'utf8' }).trim())
}

/**
 * A folder outside of this one with the packed package in its `node_modules`, and links to what the package depends on
 * and to `more` packages: nothing else is there to be found, and nothing is downloaded. `files`: by name.
 */
export function newProject(more: readonly string[], files: Readonly<Record<string, string>> = {}): string {
  const folder = newFolder('project-')
  const own = path.join(folder, 'node_modules', 'bifrost-emulator')
  mkdirSync(own, { recursive: true })
  execFileSync('tar', ['-xzf', packed(), '-C', own, '--strip-components=1'])
  for (const name of [...Object.keys(manifest.dependencies), ...more]) {
    const link = path.join(folder, 'node_modules', name)
    mkdirSync(path.dirname(link), { recursive: true })
    symlinkSync(path.join(root, 'node_modules', name), link)
  }
  const all = { 'package.json': '{ "name": "a-project", "private": true }', ...files }
  for (const [name, text] of Object.entries(all)) {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true })
    writeFileSync(path.join(folder, name), text)
  }
  return folder
}

/** A temporary folder; it goes when the process ends. */
export function newFolder(prefix: string): string {
  const folder = mkdtempSync(path.join(tmpdir(), prefix))
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
  return folder
}
