#!/usr/bin/env bash
# Usual guess: tracing of an OpenAI client only looks on: what its methods return, and what one may do with that, stays.
# What really happens: OpenTelemetry's reads the body of each answer without a stream itself: `parse()`, which structured output goes
# through, and the Response of `asResponse()` find it used up, and throw. With Traceloop's, `create({ stream: true })` has no `withResponse()`, the stream no
# `controller`, `tee()` or `toReadableStream()`, and the client's own helper `stream()` fails with "Cannot read properties of undefined
# (reading 'signal')". Langfuse's has no `withResponse()` at all, and `stream()` gives a generator without `finalContent()` and `on()`.
# The types say that all of it is there.
# Why it matters for testing against an LLM gateway: tests run without tracing, so what reads the gateway's headers (request id, limits
# that are left) or the raw answer passes there and throws where tracing is on.
# Versions: openai 6.49.0 (the first two want a version below 7), @opentelemetry/instrumentation-openai 0.22.0,
# @traceloop/instrumentation-openai 0.27.0, @langfuse/openai 5.11.1.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{"private":true}' > package.json
npm install --silent --no-audit --no-fund --legacy-peer-deps openai@6.49.0 @opentelemetry/api@1.10.0 \
  @opentelemetry/instrumentation@0.223.0 @opentelemetry/sdk-trace-node@2.12.1 @opentelemetry/instrumentation-openai@0.22.0 \
  @traceloop/instrumentation-openai@0.27.0 @langfuse/openai@5.11.1 @langfuse/tracing@5.11.1
cat > probe.cjs <<'PROBE'
const { once } = require('node:events')
const { createServer } = require('node:http')
const { setTimeout: pause } = require('node:timers/promises')
const tracing = process.argv[2]
if (tracing.includes('instrumentation')) {
  const { NodeTracerProvider } = require('@opentelemetry/sdk-trace-node')
  const { registerInstrumentations } = require('@opentelemetry/instrumentation')
  const { OpenAIInstrumentation } = require(tracing)
  registerInstrumentations({ tracerProvider: new NodeTracerProvider(), instrumentations: [new OpenAIInstrumentation()] })
}
const { OpenAI } = require('openai')
const answer = (object, choice) => JSON.stringify({ id: 'c', object, created: 1, model: 'm', choices: [{ index: 0, finish_reason: 'stop', ...choice }] })
const message = { role: 'assistant', content: 'Hi' }
const server = createServer(async (request, response) => {
  const isStream = (await request.toArray()).join('').includes('"stream":true')
  response.setHeader('content-type', isStream ? 'text/event-stream' : 'application/json')
  if (isStream) response.end(`data: ${answer('chat.completion.chunk', { delta: message })}\n\ndata: [DONE]\n\n`)
  else response.end(answer('chat.completion', { message }))
}).listen(0, '127.0.0.1')
const question = { model: 'm', messages: [{ role: 'user', content: 'Hello' }] }
const uses = {
  'parse()': async (chat) => (await chat.parse(question)).choices[0].message.content === 'Hi',
  'asResponse().text()': async (chat) => (await (await chat.create(question).asResponse()).text()).length > 0,
  'withResponse()': async (chat) => (await chat.create(question).withResponse()).response.status === 200,
  'withResponse() of a stream': async (chat) => (await chat.create({ ...question, stream: true }).withResponse()).response.status === 200,
  'toReadableStream()': async (chat) => (await new Response((await chat.create({ ...question, stream: true })).toReadableStream()).text()).length > 0,
  'stream().finalContent()': async (chat) => (await chat.stream(question).finalContent()) === 'Hi',
}
async function main() {
  await once(server, 'listening')
  const plain = new OpenAI({ baseURL: `http://127.0.0.1:${server.address().port}`, apiKey: 'none', maxRetries: 0 })
  const client = tracing === '@langfuse/openai' ? require(tracing).observeOpenAI(plain) : plain
  for (const [name, use] of Object.entries(uses)) {
    const outcome = await use(client.chat.completions).catch((error) => `throws ${error.constructor.name}: ${error.message}`)
    console.log(`${tracing}: ${name}: ${outcome === true ? 'works' : outcome}`)
  }
  // Requests are still under way where `create` was called and what came next threw.
  await pause(1000)
  server.closeAllConnections()
  server.close()
}
main()
PROBE
for tracing in none @opentelemetry/instrumentation-openai @traceloop/instrumentation-openai @langfuse/openai; do
  node probe.cjs "$tracing"
done | tee seen.txt
throws() { grep -qF "$1: throws" seen.txt || { echo "works now: $1" >&2; exit 1; }; }
[ "$(grep -c '^none: .*: works$' seen.txt)" = 6 ] || { echo 'the probe is wrong: it throws without tracing' >&2; exit 1; }
throws '@opentelemetry/instrumentation-openai: parse()'
throws '@opentelemetry/instrumentation-openai: asResponse().text()'
throws '@traceloop/instrumentation-openai: withResponse() of a stream'
throws '@traceloop/instrumentation-openai: toReadableStream()'
throws '@traceloop/instrumentation-openai: stream().finalContent()'
throws '@langfuse/openai: withResponse()'
throws '@langfuse/openai: stream().finalContent()'
