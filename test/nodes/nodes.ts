import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

const MAJORS = ['20', '22', '24', '26']
const DIGEST = fileURLToPath(new URL('digest.js', import.meta.url))

/** Runs the same requests under several versions of Node, each taken from the package registry, and compares the bytes. */
const folder = mkdtempSync(path.join(tmpdir(), 'nodes-'))
try {
  const lines = MAJORS.map((major) => digestUnder(major))
  for (const line of lines) process.stdout.write(`${line}\n`)
  const same = new Set(lines.map((line) => line.split(' ')[0])).size === 1
  process.stdout.write(same ? 'the same bytes under every version\n' : 'the bytes differ\n')
  process.exitCode = same ? 0 : 1
} finally {
  rmSync(folder, { recursive: true })
}

function digestUnder(major: string): string {
  const name = `node-${process.platform}-${process.arch}`
  const prefix = path.join(folder, major)
  const npm = ['install', '--silent', '--no-audit', '--no-fund', '--prefix', prefix, `${name}@${major}`]
  execFileSync('npm', npm, { stdio: ['ignore', 'ignore', 'inherit'] })
  const node = path.join(prefix, 'node_modules', name, 'bin', 'node')
  return execFileSync(node, [DIGEST], { encoding: 'utf8' }).trim()
}
