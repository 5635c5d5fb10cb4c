#!/usr/bin/env bash
# Usual guess: source maps cost disk, and some time when a stack is printed. `node --enable-source-maps`, and loaders that turn them on
# (tsx does), change how a stack reads and nothing else.
# What really happens: when the `stack` of an error is read for the first time, Node parses the whole map of each file in it, with an array
# for every mapping, and keeps that as long as the module lives: some 100 bytes for each mapping, twenty times the text of the map.
# Whoever reads `error.stack` is enough (a library that looks into it, a logger); nothing has to be printed.
# Why it matters for testing against an LLM gateway: the memory of a service that is watched over a run of failures jumps by tens of
# megabytes with the first error and never falls again. That looks like a leak of whatever was tested at that moment, and it
# comes at another moment in every run. `process.setSourceMapsEnabled(false)` before the first stack shows whether it is this.
# Versions: Node 20.20.2 and 24.21.0.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
cat > make.mjs <<'MAKE'
import { writeFileSync } from 'node:fs'
// A bundle of 60,000 lines with five mappings each.
const LINES = 60_000
const line = 'AACA,EAAE,EAAE,EAAE,EAAE'
const mappings = `AAAA,EAAE,EAAE,EAAE,EAAE${`;${line}`.repeat(LINES)}`
const map = { version: 3, sources: ['bundle.ts'], names: [], mappings }
writeFileSync('bundle.mjs.map', JSON.stringify(map))
writeFileSync('bundle.mjs', `export const fail = () => new Error('refused')\n${'// a line\n'.repeat(LINES)}//# sourceMappingURL=bundle.mjs.map\n`)
console.log(`a map of ${(mappings.length / 2 ** 20).toFixed(1)} MB`)
MAKE
cat > probe.mjs <<'PROBE'
import { fail } from './bundle.mjs'
const held = () => {
  gc()
  gc()
  return process.memoryUsage().heapUsed / 2 ** 20
}
const [how] = process.argv.slice(2)
const before = held()
const error = fail()
const made = held() - before
String(error.stack)
const read = held() - before
console.log(`${how}: ${made.toFixed(1)} MB more when the error is made, ${read.toFixed(1)} MB once its stack was read`)
if (made > 2) throw new Error('no longer so')
if (how === 'maps are on' ? read < 15 : read > 2) throw new Error('no longer so')
PROBE
node make.mjs
node --expose-gc probe.mjs 'maps are off'
node --expose-gc --enable-source-maps probe.mjs 'maps are on'
