#!/usr/bin/env node
import { runCommandLine } from './command-line.ts'
import { describeFailure } from './failure.ts'

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
