#!/usr/bin/env bash
# Usual guess: chokidar 5 gets an event of the system for a file that was saved and looks at that file; `ignored` and `depth: 0`
# keep it from looking at others.
# What really happens (Linux): the folder's own watch tells too, and chokidar reads the folder anew with two looks (lstat or stat)
# at each entry. One save among 1,000 files is about 2,000 looks, also where all the files are ignored.
# Why it matters for testing against an LLM gateway: fixtures are many small files that one edits while the mock runs, and a mock
# that reloads them by chokidar is busy with looks while it should stream: a save costs with the size of the folder.
# Versions: chokidar 5.0.0, Node 20.20.2.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{"private":true,"type":"module"}' > package.json
npm install --silent --no-audit --no-fund chokidar@5.0.0
cat > probe.mjs <<'PROBE'
import { readFileSync } from 'node:fs'
import fs from 'node:fs/promises'
import { syncBuiltinESMExports } from 'node:module'
import { once } from 'node:events'
import { setTimeout as pause } from 'node:timers/promises'
const FILES = 1000
let looks = 0
for (const name of ['stat', 'lstat']) {
  const look = fs[name]
  fs[name] = (...given) => (looks++, look(...given))
}
syncBuiltinESMExports()
const { watch } = await import('chokidar')
const { version } = JSON.parse(readFileSync('node_modules/chokidar/package.json', 'utf8'))
await fs.mkdir('fixtures')
for (let file = 0; file < FILES; file++) await fs.writeFile(`fixtures/${file}.yaml`, 'a: 1\n')
const ways = { 'no options': {}, 'depth: 0': { depth: 0 }, 'all ignored': { depth: 0, ignored: /\.yaml$/ } }
for (const [name, options] of Object.entries(ways)) {
  const watcher = watch('fixtures', options)
  await once(watcher, 'ready')
  looks = 0
  await fs.writeFile('fixtures/1.yaml', `b: ${name}\n`)
  // Until it has looked, and looks no more.
  for (let before = -1, rounds = 0; before !== looks || (looks === 0 && rounds < 50); rounds++) {
    before = looks
    await pause(200)
  }
  console.log(`chokidar ${version}, Node ${process.version}, ${name}: ${looks} looks for one save among ${FILES} files`)
  await watcher.close()
  if (looks < FILES) throw new Error(`${name}: fewer looks than files`)
}
PROBE
node probe.mjs
