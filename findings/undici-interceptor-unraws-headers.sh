#!/usr/bin/env bash
# Usual guess: `request(url, { responseHeaders: 'raw' })` of undici gives header names and repeated headers as they came, and a
# dispatcher with an interceptor that changes nothing gives the same.
# What really happens: as soon as `compose` is given any interceptor (retry, or one that only passes on), the list still looks raw,
# names and values in turn, but the names are in lower case and a repeated header is one entry, joined by a comma without a space.
# Why it matters for testing against an LLM gateway: a proxy, a recorder or a test that compares an answer's head with the real one
# sees other headers once somebody adds `interceptors.retry()`, and two `Set-Cookie` headers can no longer be told apart.
# Versions: undici 7.30.2.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{"private":true,"type":"module"}' > package.json
npm install --silent --no-audit --no-fund undici@7.30.2
cat > probe.mjs <<'PROBE'
import { once } from 'node:events'
import { createServer } from 'node:http'
import { readFileSync } from 'node:fs'
import { Agent, interceptors, request } from 'undici'
const { version } = JSON.parse(readFileSync('node_modules/undici/package.json', 'utf8'))
const server = createServer((_, response) => {
  response.setHeader('X-Request-Id', 'a')
  response.setHeader('Set-Cookie', ['one=1', 'two=2'])
  response.end('{}')
}).listen(0, '127.0.0.1')
await once(server, 'listening')
const agent = new Agent()
const seen = {}
const dispatchers = {
  'no interceptor': agent,
  'one that passes on': agent.compose((dispatch) => (options, handler) => dispatch(options, handler)),
  'interceptors.retry()': agent.compose(interceptors.retry()),
}
for (const [name, dispatcher] of Object.entries(dispatchers)) {
  const url = `http://127.0.0.1:${server.address().port}`
  const { headers, body } = await request(url, { dispatcher, responseHeaders: 'raw' })
  await body.dump()
  seen[name] = headers.map(String).slice(0, headers.map(String).findIndex((it) => /^date$/i.test(it)))
  console.log(`undici ${version}, ${name}: ${JSON.stringify(seen[name])}`)
}
await agent.close()
server.close()
const raw = ['X-Request-Id', 'a', 'Set-Cookie', 'one=1', 'Set-Cookie', 'two=2']
const isRaw = (name) => JSON.stringify(seen[name]) === JSON.stringify(raw)
if (!isRaw('no interceptor')) throw new Error('no longer raw without an interceptor')
if (isRaw('one that passes on') || isRaw('interceptors.retry()')) throw new Error('raw with an interceptor too')
PROBE
node probe.mjs
