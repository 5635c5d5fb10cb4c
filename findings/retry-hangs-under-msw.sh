#!/usr/bin/env bash
# Usual guess: the openai package behind Mock Service Worker tries again after a mocked 500, as it does with a real server.
# What really happens: it never does. Before it tries again it cancels the body of the error and waits for that. Mock Service
# Worker has cloned the response for its own events, a clone splits the stream in two, and the cancel of one half settles only
# once the other half is cancelled, too. Nobody ever reads or cancels the clone: `create` stays pending, without a timeout.
# Why it matters for testing against an LLM gateway: a test of retries, the first thing one mocks a gateway for, hangs until its
# runner gives up, and nothing points at the mock. A handler can return a response whose stream has a `tee` of its own.
# Versions: Node 20.20.2, msw 2.15.0, openai 6.49.0.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{"private":true,"type":"module"}' > package.json
npm install --silent --no-audit --no-fund --ignore-scripts msw@2.15.0 openai@6.49.0
cat > probe.mjs <<'PROBE'
import { createServer } from 'node:http'
import { http, HttpResponse } from 'msw'
import { setupServer } from 'msw/node'
import OpenAI from 'openai'

const good = { id: 'x', object: 'chat.completion', created: 1, model: 'm', choices: [{ index: 0, finish_reason: 'stop', message: { role: 'assistant', content: 'ok' } }] }
const bad = { error: { message: 'overloaded' } }

/** How often a client that may try again asked within five seconds, and whether it got its answer. */
async function ask(baseURL, asked) {
  const client = new OpenAI({ baseURL, apiKey: 'any', maxRetries: 1 })
  const answer = client.chat.completions.create({ model: 'm', messages: [{ role: 'user', content: 'hi' }] }).then(() => 'an answer', String)
  const result = await Promise.race([answer, new Promise((resolve) => setTimeout(() => resolve('still pending'), 5000))])
  return `${asked()} request(s), ${result}`
}

let real = 0
const server = createServer((_request, response) => {
  const isFirst = ++real === 1
  response.writeHead(isFirst ? 500 : 200, { 'content-type': 'application/json' }).end(JSON.stringify(isFirst ? bad : good))
}).listen(0, '127.0.0.1')
await new Promise((resolve) => server.on('listening', resolve))
console.log('real server:', await ask(`http://127.0.0.1:${server.address().port}/v1`, () => real))

let mocked = 0
setupServer(http.post('https://gateway.example/v1/chat/completions', () => (++mocked === 1 ? HttpResponse.json(bad, { status: 500 }) : HttpResponse.json(good)))).listen()
console.log('mocked:', await ask('https://gateway.example/v1', () => mocked))
process.exit()
PROBE
echo "node $(node --version), msw 2.15.0, openai 6.49.0"
node probe.mjs | tee out.txt
grep -qx 'real server: 2 request(s), an answer' out.txt || { echo 'the real server was not asked again: this probe is wrong' >&2; exit 1; }
grep -qx 'mocked: 1 request(s), still pending' out.txt || { echo 'the mocked request no longer hangs' >&2; exit 1; }
