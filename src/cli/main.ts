#!/usr/bin/env node
import module from 'node:module'

// Node 22 keeps compiled code between two starts. It works for what is loaded after this.
const { enableCompileCache } = module as { enableCompileCache?: () => void }
enableCompileCache?.()
const { describeFailure } = await import('./failure.ts')
const { runCommandLine } = await import('./command-line.ts')

// A reader that has seen enough (`| head`) is no failure.
process.stdout.on('error', () => {})

try {
  const printed = await runCommandLine(process.argv.slice(2))
  if (printed !== '') process.stdout.write(`${printed}\n`)
} catch (error) {
  const { text, code } = describeFailure(error)
  process.stderr.write(`${text}\n`)
  process.exitCode = code
}
