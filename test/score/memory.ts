import { grownBy, MEMORY_KINDS } from '../trust/memory.ts'

/*
 * `npm run score:memory`: what an emulator keeps of 10,000 distinct schemas, patterns, sessions …: its live memory after
 * a collection, compared with that after 1,000. Fails where it grew by 10 MB.
 */
const kinds = process.argv.length > 2 ? process.argv.slice(2) : MEMORY_KINDS
for (const kind of kinds) {
  const grown = await grownBy(kind, 1_000, 10_000)
  process.stdout.write(`${kind.padEnd(16)} ${grown.toFixed(1).padStart(6)} MB\n`)
  if (grown >= 10) process.exitCode = 1
}
