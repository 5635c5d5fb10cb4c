#!/usr/bin/env bash
# Usual guess: a trace of a streamed answer holds what the same answer holds without a stream.
# What really happens: Langfuse's `observeOpenAI` looks neither at the index nor at the id of a piece of a tool call. Two calls of one
# answer are recorded as one that has the name of the second and the arguments of both behind each other, which are no JSON; text that
# came before the calls is left out. Without a stream the trace has all of it. The program itself gets the right chunks.
# Why it matters for testing against an LLM gateway: who compares traces, makes fixtures or judgements of them, or counts which tools
# were called, finds calls that never were, and looks for the fault in the gateway's stream or in the model.
# Versions: @langfuse/openai 5.11.1, openai 7.59.0 (npm).
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{"private":true,"type":"module"}' > package.json
npm install --silent --no-audit --no-fund --legacy-peer-deps openai@7.59.0 @langfuse/openai@5.11.1 @langfuse/tracing@5.11.1 \
  @opentelemetry/api@1.10.0 @opentelemetry/sdk-trace-node@2.12.1
cat > probe.mjs <<'PROBE'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { observeOpenAI } from '@langfuse/openai'
import { InMemorySpanExporter, NodeTracerProvider, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-node'
import OpenAI from 'openai'
const { version } = JSON.parse(readFileSync('node_modules/@langfuse/openai/package.json', 'utf8'))
const exporter = new InMemorySpanExporter()
new NodeTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] }).register()

const call = (index, name, args) => ({ index, id: `call_${index}`, type: 'function', function: { name, arguments: args } })
const content = 'I look it up.'
const calls = [call(0, 'get_weather', '{"city":"Paris"}'), call(1, 'get_time', '{"zone":"CET"}')]
const answer = (object, choice) => JSON.stringify({ id: 'c', object, created: 1, model: 'm', choices: [{ index: 0, finish_reason: null, ...choice }] })
const deltas = [{ role: 'assistant', content }, ...calls.map((it) => ({ tool_calls: [it] }))]
const chunks = [...deltas.map((delta) => ({ delta })), { delta: {}, finish_reason: 'tool_calls' }]
const stream = chunks.map((choice) => `data: ${answer('chat.completion.chunk', choice)}\n\n`).join('') + 'data: [DONE]\n\n'
const message = { role: 'assistant', content, tool_calls: calls.map(({ index, ...it }) => it) }
const server = createServer(async (request, response) => {
  const isStream = (await request.toArray()).join('').includes('"stream":true')
  response.setHeader('content-type', isStream ? 'text/event-stream' : 'application/json')
  response.end(isStream ? stream : answer('chat.completion', { message, finish_reason: 'tool_calls' }))
}).listen(0, '127.0.0.1')
await once(server, 'listening')
const client = observeOpenAI(new OpenAI({ baseURL: `http://127.0.0.1:${server.address().port}`, apiKey: 'none' }))
const question = { model: 'm', messages: [{ role: 'user', content: 'Hi' }] }
const seen = []
await client.chat.completions.create(question)
for await (const { choices } of await client.chat.completions.create({ ...question, stream: true })) seen.push(...(choices[0].delta.tool_calls ?? []))
server.closeAllConnections()
server.close()

console.log(`the program saw: ${JSON.stringify(seen)}`)
const [whole, streamed] = exporter.getFinishedSpans().map((it) => it.attributes['langfuse.observation.output'])
console.log(`@langfuse/openai ${version}, without a stream: ${whole}`)
console.log(`@langfuse/openai ${version}, with a stream: ${streamed}`)
if (JSON.stringify(seen) !== JSON.stringify(calls)) throw new Error('the program does not see the calls as they were sent')
if (JSON.parse(whole).tool_calls.length !== 2 || JSON.parse(whole).content !== content) throw new Error('the whole answer is not recorded')
const joined = { tool_calls: [{ function: { name: 'get_time', arguments: '{"city":"Paris"}{"zone":"CET"}' } }] }
if (streamed !== JSON.stringify(joined)) throw new Error('the streamed calls are recorded in another way now')
PROBE
node probe.mjs
