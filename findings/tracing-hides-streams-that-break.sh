#!/usr/bin/env bash
# Usual guess: tracing of an OpenAI client shows a stream that broke: a span with an error, at the latest when the loop throws.
# What really happens: for a stream that is cut, or that brings an error event behind a good beginning, the client throws and the
# three tracings for Node export nothing, as they do where the reader leaves with `break`. The one of Traceloop for Python exports a
# span, with status OK: it ends the span as a success first, and a span that has ended takes no error any more.
# OpenInference for Python tells the error.
# Why it matters for testing against an LLM gateway: one orders failures to see whether the dashboards show them. The share of errors
# stays zero, and with Node the broken calls are missing from the count, the duration and the cost as well.
# Versions: openai 6.49.0 (npm; the first two of Node want a version below 7), @opentelemetry/instrumentation-openai 0.22.0,
# @traceloop/instrumentation-openai 0.27.0, @langfuse/openai 5.11.1; openai 3.57.0 (Python),
# opentelemetry-instrumentation-openai 0.62.4, openinference-instrumentation-openai 0.1.66.
set -euo pipefail
folder=$(mktemp -d)
gateway=
trap '[ -z "$gateway" ] || kill "$gateway"; rm -rf "$folder"' EXIT
cd "$folder"
echo '{"private":true,"type":"module"}' > package.json
npm install --silent --no-audit --no-fund --legacy-peer-deps openai@6.49.0 @opentelemetry/api@1.10.0 \
  @opentelemetry/instrumentation@0.223.0 @opentelemetry/sdk-trace-node@2.12.1 @opentelemetry/instrumentation-openai@0.22.0 \
  @traceloop/instrumentation-openai@0.27.0 @langfuse/openai@5.11.1 @langfuse/tracing@5.11.1
python3 -m venv python
python/bin/pip install --quiet --disable-pip-version-check openai==3.57.0 opentelemetry-sdk==1.45.2 \
  opentelemetry-instrumentation-openai==0.62.4 openinference-instrumentation-openai==0.1.66
cat > gateway.mjs <<'GATEWAY'
import { createServer } from 'node:http'
const event = (content, finish_reason = null) =>
  `data: ${JSON.stringify({
    id: 'c', object: 'chat.completion.chunk', created: 1, model: 'm',
    choices: [{ index: 0, delta: { role: 'assistant', content }, finish_reason }],
  })}\n\n`
// The model's name says how the stream goes on behind its first event.
const ends = {
  whole: (response) => response.end(event('', 'stop') + 'data: [DONE]\n\n'),
  left: (response) => response.end(event('', 'stop') + 'data: [DONE]\n\n'),
  cut: (response) => response.destroy(),
  'error-event': (response) => response.end('data: {"error":{"message":"overloaded"}}\n\n'),
}
createServer(async (request, response) => {
  let body = ''
  for await (const part of request) body += part
  response.writeHead(200, { 'content-type': 'text/event-stream' })
  response.write(event('Hi'))
  setTimeout(ends[JSON.parse(body).model], 50, response)
}).listen(0, '127.0.0.1', function () {
  console.log(`http://127.0.0.1:${this.address().port}`)
})
GATEWAY
node gateway.mjs > address.txt &
gateway=$!
until [ -s address.txt ]; do sleep 0.1; done

# Each probe prints a line for each stream: what the client threw, and the status of each span that was exported.
cat > probe.cjs <<'PROBE'
const { readFileSync } = require('node:fs')
const { setTimeout: pause } = require('node:timers/promises')
const { InMemorySpanExporter, NodeTracerProvider, SimpleSpanProcessor } = require('@opentelemetry/sdk-trace-node')
const { registerInstrumentations } = require('@opentelemetry/instrumentation')
const tracing = process.argv[2]
const exporter = new InMemorySpanExporter()
const tracerProvider = new NodeTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] })
tracerProvider.register()
if (tracing !== '@langfuse/openai') {
  const { OpenAIInstrumentation } = require(tracing)
  registerInstrumentations({ tracerProvider, instrumentations: [new OpenAIInstrumentation()] })
}
const { OpenAI } = require('openai')
const plain = new OpenAI({ baseURL: readFileSync('address.txt', 'utf8').trim(), apiKey: 'none', maxRetries: 0 })
const client = tracing === '@langfuse/openai' ? require(tracing).observeOpenAI(plain) : plain
const status = ['UNSET', 'OK', 'ERROR']
async function main() {
  for (const model of ['whole', 'left', 'cut', 'error-event']) {
    let thrown = 'nothing thrown'
    try {
      const stream = await client.chat.completions.create({ model, messages: [{ role: 'user', content: 'Hi' }], stream: true })
      for await (const _ of stream) if (model === 'left') break
    } catch (error) {
      thrown = error.constructor.name
    }
    await pause(500)
    const spans = exporter.getFinishedSpans().map((span) => status[span.status.code])
    console.log(`${tracing}: ${model}: ${thrown}, spans: ${spans.join(' ') || 'none'}`)
    exporter.reset()
  }
}
main()
PROBE
cat > probe.py <<'PROBE'
import sys
from importlib import import_module
from openai import OpenAI
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

tracing = sys.argv[1]
exporter, provider = InMemorySpanExporter(), TracerProvider()
provider.add_span_processor(SimpleSpanProcessor(exporter))
import_module(tracing).OpenAIInstrumentor().instrument(tracer_provider=provider)
client = OpenAI(base_url=open("address.txt").read().strip(), api_key="none", max_retries=0)
for model in ("whole", "cut", "error-event"):
    thrown = "nothing thrown"
    try:
        for _ in client.chat.completions.create(model=model, messages=[{"role": "user", "content": "Hi"}], stream=True):
            pass
    except Exception as error:
        thrown = type(error).__name__
    spans = [span.status.status_code.name for span in exporter.get_finished_spans()]
    print(f"{tracing}: {model}: {thrown}, spans: {' '.join(spans) or 'none'}")
    exporter.clear()
PROBE
for tracing in @opentelemetry/instrumentation-openai @traceloop/instrumentation-openai @langfuse/openai; do
  node probe.cjs "$tracing"
done | tee seen.txt
for tracing in opentelemetry.instrumentation.openai openinference.instrumentation.openai; do
  python/bin/python probe.py "$tracing"
done | tee -a seen.txt
expect() { grep -qx "$1" seen.txt || { echo "no longer so: $1" >&2; exit 1; }; }
for tracing in @opentelemetry/instrumentation-openai @traceloop/instrumentation-openai @langfuse/openai; do
  expect "$tracing: whole: nothing thrown, spans: UNSET"
  expect "$tracing: left: nothing thrown, spans: none"
  expect "$tracing: cut: TypeError, spans: none"
  expect "$tracing: error-event: APIError, spans: none"
done
for model in cut error-event; do
  expect "opentelemetry.instrumentation.openai: $model: API.*Error, spans: OK"
  expect "openinference.instrumentation.openai: $model: API.*Error, spans: ERROR"
done
