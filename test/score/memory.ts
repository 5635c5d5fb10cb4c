import { grownBy, MEMORY_KINDS } from '../trust/memory.ts'

/*
 * `npm run score:memory [KIND …]`: what an emulator keeps of 10,000 distinct schemas, patterns, sessions … (1,000 where each is
 * long): its live memory after a collection, compared with that after the first tenth. Fails where it grew by 10 MB, or where
 * the first ones took 64 MB.
 */
const MOST_FIRST = 64
const MOST_MORE = 10

const kinds = process.argv.length > 2 ? process.argv.slice(2) : Object.keys(MEMORY_KINDS)
for (const kind of kinds) {
  const counts = MEMORY_KINDS[kind]
  if (counts === undefined) throw new Error(`no ${kind}; there are ${Object.keys(MEMORY_KINDS).join(', ')}`)
  const { first, more } = await grownBy(kind, ...counts)
  const mb = (size: number) => `${size.toFixed(1).padStart(6)} MB`
  process.stdout.write(`${kind.padEnd(34)} first ${counts[0]} ${mb(first)}, ${counts[1]} ${mb(more)} more\n`)
  if (first >= MOST_FIRST || more >= MOST_MORE) process.exitCode = 1
}
