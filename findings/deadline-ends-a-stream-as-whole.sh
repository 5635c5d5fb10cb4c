#!/usr/bin/env bash
# Usual guess: a stream that is read under `signal: AbortSignal.timeout(ms)` throws when the time is up, as fetch does and as the
# same call does without `stream`.
# What really happens: in openai for Node the loop over the stream ends as if the answer were whole: no error, half of the text, also
# where the signal has a reason that is an Error of one's own. `signal.aborted` behind the loop is all that tells, or that no chunk had a
# finish_reason. The helper `stream()` of the same client does throw, for the same request and the same signal.
# Why it matters for testing against an LLM gateway: a test of a slow gateway with a deadline passes, as nothing was thrown, and the half
# answer is kept, cached or judged. The client's own `timeout` is no way out: it covers the wait for the head only.
# Versions: openai 7.59.0 (npm), Node 20.20.2.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{"private":true,"type":"module"}' > package.json
npm install --silent --no-audit --no-fund openai@7.59.0
cat > probe.mjs <<'PROBE'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import OpenAI from 'openai'
const { version } = JSON.parse(readFileSync('node_modules/openai/package.json', 'utf8'))
const event = (content) =>
  `data: ${JSON.stringify({
    id: 'c', object: 'chat.completion.chunk', created: 1, model: 'm',
    choices: [{ index: 0, delta: { role: 'assistant', content }, finish_reason: null }],
  })}\n\n`
// Three words of a stream at once, and then nothing any more; without a stream nothing at all.
const server = createServer(async (request, response) => {
  const body = (await request.toArray()).join('')
  if (!body.includes('"stream":true')) return
  response.writeHead(200, { 'content-type': 'text/event-stream' })
  for (const word of ['one ', 'two ', 'three ']) response.write(event(word))
}).listen(0, '127.0.0.1')
await once(server, 'listening')
const baseURL = `http://127.0.0.1:${server.address().port}`
const { completions } = new OpenAI({ baseURL, apiKey: 'none', maxRetries: 0 }).chat
const question = { model: 'm', messages: [{ role: 'user', content: 'Hi' }] }
function ownReason() {
  const controller = new AbortController()
  setTimeout(() => controller.abort(new RangeError('too slow')), 2000)
  return controller.signal
}
async function readStream(signal) {
  let text = ''
  for await (const chunk of await completions.create({ ...question, stream: true }, { signal })) text += chunk.choices[0].delta.content
  return text
}
const body = JSON.stringify({ ...question, stream: true })
const ways = {
  'create with stream': () => readStream(AbortSignal.timeout(2000)),
  'create with stream, own reason': () => readStream(ownReason()),
  'create without stream': () => completions.create(question, { signal: AbortSignal.timeout(2000) }),
  'stream()': () => completions.stream(question, { signal: AbortSignal.timeout(2000) }).finalContent(),
  'fetch alone': async () => (await fetch(baseURL, { method: 'POST', body, signal: AbortSignal.timeout(2000) })).text(),
}
const seen = {}
for (const [name, run] of Object.entries(ways)) {
  seen[name] = await run().then((text) => `no error, ${JSON.stringify(text)}`, (error) => `throws ${error.constructor.name}: ${error.message}`)
  console.log(`openai ${version}, Node ${process.version}, ${name}: ${seen[name]}`)
}
// A timeout of the client itself that is over while the stream stands still: the loop waits on.
const stream = await completions.create({ ...question, stream: true }, { timeout: 1000 })
const ended = (async () => { for await (const _ of stream); })().then(() => 'ended', () => 'threw')
const waited = await Promise.race([ended, new Promise((resolve) => setTimeout(resolve, 3000, 'waits on'))])
console.log(`openai ${version}, timeout: 1000, 3 s later: ${waited}`)
stream.controller.abort()
server.closeAllConnections()
server.close()
const isQuiet = (name) => seen[name] === 'no error, "one two three "'
if (!isQuiet('create with stream') || !isQuiet('create with stream, own reason')) throw new Error('the stream tells of the deadline now')
const told = Object.keys(ways).slice(2).filter((name) => seen[name].startsWith('throws'))
if (told.length !== 3) throw new Error(`only these throw: ${told}`)
if (waited !== 'waits on') throw new Error('the timeout covers the stream now')
PROBE
node probe.mjs
