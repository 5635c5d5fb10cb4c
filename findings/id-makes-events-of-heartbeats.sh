#!/usr/bin/env bash
# Usual guess: a comment line between two events of a stream (a heartbeat, `: ping` and an empty line) is nothing to a reader of
# server-sent events, wherever it stands; the clients are tested with it.
# What really happens: in httpx-sse, and in openai for Python whose reader began as its copy, an `id:` is kept from event to event, and whether an
# empty line makes an event depends on what is kept. Behind the first event with an id each heartbeat is an event without data: the
# client of OpenAI throws JSONDecodeError in the middle of the stream, and who does `json.loads(sse.data)` with httpx-sse does so too.
# Heartbeats alone and ids alone are fine; by the standard an event without data is none. openai for Node reads all of them.
# Why it matters for testing against an LLM gateway: heartbeats come only where the model is slow, and ids from the framework or the
# proxy in between, so that the mock's fast answers pass and long thinking fails in production, in one of two languages.
# Versions: openai 3.57.0 and httpx-sse 0.4.3 with httpx 0.28.1 (Python), openai 7.59.0 (npm).
set -euo pipefail
folder=$(mktemp -d)
gateway=
trap '[ -z "$gateway" ] || kill "$gateway"; rm -rf "$folder"' EXIT
cd "$folder"
echo '{"private":true,"type":"module"}' > package.json
npm install --silent --no-audit --no-fund openai@7.59.0
python3 -m venv python
python/bin/pip install --quiet --disable-pip-version-check openai==3.57.0 httpx-sse==0.4.3 httpx==0.28.1
cat > gateway.mjs <<'GATEWAY'
import { createServer } from 'node:http'
const heartbeat = ': ping\n\n'
const event = (content, finish_reason = null) =>
  `data: ${JSON.stringify({
    id: 'c', object: 'chat.completion.chunk', created: 1, model: 'm',
    choices: [{ index: 0, delta: { role: 'assistant', content }, finish_reason }],
  })}\n\n`
const done = 'data: [DONE]\n\n'
const streams = {
  heartbeats: [heartbeat, event('one '), heartbeat, event('two', 'stop'), done],
  ids: ['id: 1\n', event('one '), 'id: 2\n', event('two', 'stop'), done],
  both: [heartbeat, 'id: 1\n', event('one '), heartbeat, 'id: 2\n', event('two', 'stop'), done],
}
createServer(async (request, response) => {
  const { model } = JSON.parse((await request.toArray()).join(''))
  response.writeHead(200, { 'content-type': 'text/event-stream' }).end(streams[model].join(''))
}).listen(0, '127.0.0.1', function () {
  console.log(`http://127.0.0.1:${this.address().port}`)
})
GATEWAY
node gateway.mjs > address.txt &
gateway=$!
until [ -s address.txt ]; do sleep 0.1; done
cat > probe.py <<'PROBE'
import json
from importlib.metadata import version
import httpx
from httpx_sse import connect_sse
from openai import OpenAI

base_url = open("address.txt").read().strip()
messages = [{"role": "user", "content": "Hi"}]
client = OpenAI(base_url=base_url, api_key="none", max_retries=0)

def with_openai(model):
    for chunk in client.chat.completions.create(model=model, messages=messages, stream=True):
        yield chunk.choices[0].delta.content

def with_httpx_sse(model):
    with httpx.Client() as http, connect_sse(http, "POST", base_url, json={"model": model}) as source:
        for sse in source.iter_sse():
            if sse.data == "[DONE]":
                return
            yield json.loads(sse.data)["choices"][0]["delta"]["content"]

for name, read in (("openai", with_openai), ("httpx-sse", with_httpx_sse)):
    for model in ("heartbeats", "ids", "both"):
        text, end = "", "end"
        try:
            for word in read(model):
                text += word
        except Exception as error:
            end = type(error).__name__
        print(f"Python {name} {version(name)}: {model}: {text!r} and {end}")
PROBE
cat > probe.mjs <<'PROBE'
import { readFileSync } from 'node:fs'
import OpenAI from 'openai'
const { version } = JSON.parse(readFileSync('node_modules/openai/package.json', 'utf8'))
const client = new OpenAI({ baseURL: readFileSync('address.txt', 'utf8').trim(), apiKey: 'none', maxRetries: 0 })
for (const model of ['heartbeats', 'ids', 'both']) {
  let text = ''
  for await (const chunk of await client.chat.completions.create({ model, messages: [{ role: 'user', content: 'Hi' }], stream: true }))
    text += chunk.choices[0].delta.content
  console.log(`Node openai ${version}: ${model}: '${text}' and end`)
}
PROBE
{ python/bin/python probe.py; node probe.mjs; } | tee seen.txt
count() { [ "$(grep -c "$1" seen.txt)" = "$2" ] || { echo "no longer $2 times: $1" >&2; exit 1; }; }
count "heartbeats: 'one two' and end" 3
count "ids: 'one two' and end" 3
count "Python .*: both: 'one ' and JSONDecodeError" 2
count "Node .*: both: 'one two' and end" 1
