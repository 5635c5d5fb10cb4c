#!/usr/bin/env bash
# Usual guess: nock and Mock Service Worker share a project for as long as the tests move from the one to the other: each answers what it
# knows and lets the rest through.
# What really happens: since msw 3 and nock 15 both stand on the same version of @mswjs/interceptors, which replaces fetch once in a
# process. nock does so when it is imported, without a single mock, so that msw's `listen()` throws "Failed to replace a global value at
# "fetch": already replaced." In the other order the import of nock throws. msw 2.15 and nock 14 stand each other.
# `nock.restore()` behind the import of nock helps.
# Why it matters for testing against an LLM gateway: an update of both, or a helper of another package that imports nock, stops the whole
# suite before its first request, with a message that names neither.
# Versions: msw 3.0.5, nock 15.0.6, @mswjs/interceptors 0.45.12, Node 24.16.0 (package node); msw 2.15.0 and nock 14.0.17.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
cat > probe.mjs <<'PROBE'
import { readFileSync } from 'node:fs'
const version = (name) => `${name} ${JSON.parse(readFileSync(`node_modules/${name}/package.json`, 'utf8')).version}`
const orders = {
  async 'nock, msw'() {
    await import('nock')
    const { setupServer } = await import('msw/node')
    setupServer().listen()
  },
  async 'msw, nock'() {
    const { setupServer } = await import('msw/node')
    setupServer().listen()
    await import('nock')
  },
  async 'nock, restore, msw'() {
    const { default: nock } = await import('nock')
    nock.restore()
    const { setupServer } = await import('msw/node')
    setupServer().listen()
  },
}
const [order] = process.argv.slice(2)
const outcome = await orders[order]().then(() => 'fine', (error) => `throws ${error.message}`)
console.log(`${version('nock')}, ${version('msw')}, ${order}: ${outcome}`)
process.exit()
PROBE
mkdir new old
for age in new old; do
  [ "$age" = new ] && packages='msw@3.0.5 nock@15.0.6 node@24.16.0' || packages='msw@2.15.0 nock@14.0.17 node@24.16.0'
  (
    cd "$age"
    echo '{"private":true}' > package.json
    # shellcheck disable=SC2086
    npm install --silent --no-audit --no-fund $packages
    cp ../probe.mjs .
    for order in 'nock, msw' 'msw, nock' 'nock, restore, msw'; do node_modules/node/bin/node probe.mjs "$order"; done
  )
done | tee seen.txt
expect() { grep -q "$1" seen.txt || { echo "no longer so: $1" >&2; exit 1; }; }
expect '^nock 15.* nock, msw: throws Failed to replace a global value'
expect '^nock 15.* msw, nock: throws Failed to replace a global value'
expect '^nock 15.* nock, restore, msw: fine'
expect '^nock 14.* nock, msw: fine'
expect '^nock 14.* msw, nock: fine'
