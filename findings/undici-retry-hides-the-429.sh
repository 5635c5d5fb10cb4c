#!/usr/bin/env bash
# Usual guess: undici's RetryAgent under an LLM client (`fetchOptions: { dispatcher }`) leaves a POST alone, as its `methods` leave it out;
# and with `methods: ['POST']` it sends the request again, or hands on the last answer.
# What really happens: it leaves the POST alone, but a 429 or 503 does not get through: fetch fails with "Request failed", and openai for
# Node makes a connection error of it, without status, headers and body. With `methods: ['POST']` nothing is sent again either, as fetch has
# used up the body ("Request body length does not match content-length header"; the documentation has another error for that), and the 429
# is lost too. `throwOnError: false` lets the 429 through in the first case, and not in the second. undici's `request()` repeats as hoped.
# Why it matters for testing against an LLM gateway: Retry-After and the gateway's reason never reach the code that waits, reports and counts
# them: limits look like a broken network, on a day when everything answers.
# Versions: undici 7.30.2, openai 7.59.0 (npm).
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{"private":true,"type":"module"}' > package.json
npm install --silent --no-audit --no-fund undici@7.30.2 openai@7.59.0
cat > probe.mjs <<'PROBE'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import OpenAI from 'openai'
import { Agent, RetryAgent, fetch, request } from 'undici'
const { version } = JSON.parse(readFileSync('node_modules/undici/package.json', 'utf8'))
// The first request of each client is refused; the second would be answered.
let requests = 0
const server = createServer(async (incoming, response) => {
  await incoming.toArray()
  requests++
  response.setHeader('content-type', 'application/json')
  if (requests === 1) response.writeHead(429, { 'retry-after': '1' }).end('{"error":{"message":"limit reached"}}')
  else response.end('{"choices":[{"index":0,"message":{"role":"assistant","content":"Hi"},"finish_reason":"stop"}]}')
}).listen(0, '127.0.0.1')
await once(server, 'listening')
const baseURL = `http://127.0.0.1:${server.address().port}`
const options = {
  'no RetryAgent': undefined,
  'no options': {},
  POST: { methods: ['POST'] },
  'throwOnError: false': { throwOnError: false },
  'POST, throwOnError: false': { methods: ['POST'], throwOnError: false },
}
const seen = {}
const say = (name, outcome) => {
  seen[name] = `${outcome}, ${requests} request${requests === 1 ? '' : 's'}`
  console.log(`undici ${version}, ${name}: ${seen[name]}`)
}
for (const [name, given] of Object.entries(options)) {
  requests = 0
  const dispatcher = given ? new RetryAgent(new Agent(), given) : new Agent()
  const { chat } = new OpenAI({ baseURL, apiKey: 'none', maxRetries: 0, fetch, fetchOptions: { dispatcher } })
  const outcome = await chat.completions.create({ model: 'm', messages: [{ role: 'user', content: 'Hi' }] }).then(
    () => 'answered',
    ({ constructor, status, headers, cause }) =>
      `${constructor.name}, status ${status}, Retry-After ${headers?.get('retry-after')}${cause ? `, because of: ${cause.cause.message}` : ''}`,
  )
  say(name, outcome)
  await dispatcher.close()
}
requests = 0
const dispatcher = new RetryAgent(new Agent(), { methods: ['POST'] })
const { statusCode, body } = await request(baseURL, { method: 'POST', body: '{}', dispatcher })
await body.dump()
say('request(), POST', `status ${statusCode}`)
await dispatcher.close()
server.close()
const lost = 'APIConnectionError, status undefined, Retry-After undefined, because of:'
const passed = 'RateLimitError, status 429, Retry-After 1, 1 request'
const expected = {
  'no RetryAgent': passed,
  'no options': `${lost} Request failed, 1 request`,
  POST: `${lost} Request body length does not match content-length header, 1 request`,
  'throwOnError: false': passed,
  'POST, throwOnError: false': `${lost} Request body length does not match content-length header, 1 request`,
  'request(), POST': 'status 200, 2 requests',
}
for (const [name, outcome] of Object.entries(expected)) if (seen[name] !== outcome) throw new Error(`${name} is no longer so: ${outcome}`)
PROBE
node probe.mjs
