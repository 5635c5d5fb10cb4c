import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { newProject } from '../package/packed.ts'

const MAJORS = ['20', '22', '24', '26']
const DIGEST = fileURLToPath(new URL('digest.js', import.meta.url))

/** What somebody does who has just installed the package. */
const FIRST_STEPS = `
import { createEmulator } from 'bifrost-emulator'
const emulator = await createEmulator()
emulator.when('hello').reply('works')
const body = '{"messages":[{"role":"user","content":"hello"}]}'
for (const ask of [fetch, emulator.fetch]) {
  const answer = await ask(emulator.baseURL + '/chat/completions', { method: 'POST', body })
  if ((await answer.json()).choices[0].message.content !== 'works') process.exitCode = 1
}
await emulator.close()
`
const FRESH = newProject([], { 'first-steps.mjs': FIRST_STEPS })

/**
 * Runs the same requests under several versions of Node, each taken from the package registry, and compares the bytes;
 * then the packed package in a fresh folder.
 */
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
  execFileSync(node, ['first-steps.mjs'], { cwd: FRESH, stdio: ['ignore', 'ignore', 'inherit'] })
  return execFileSync(node, [DIGEST], { encoding: 'utf8' }).trim()
}
