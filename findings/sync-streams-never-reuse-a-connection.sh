#!/usr/bin/env bash
# Usual guess: `OpenAI` and `AsyncOpenAI` for Python differ in `await` alone, and a stream that was read to its end leaves its connection
# to the next request.
# What really happens: behind `[DONE]` the sync client closes the connection with the last bytes of the answer unread, also where they
# came in the same piece: each stream costs a new connection, and over TLS a new handshake. The async client of the same release reads
# them, and keeps one connection for all. Without `[DONE]`, and without a stream, the sync client keeps it as well.
# Why it matters for testing against an LLM gateway: a load test of the sync client measures handshakes and uses up ports, a gateway that
# ends its answers a moment after `[DONE]` sees a client that left with each, and a rewrite to async looks much faster than it is.
# Versions: openai 3.57.0 (Python).
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv python
python/bin/pip install --quiet --disable-pip-version-check openai==3.57.0
cat > probe.py <<'PROBE'
import asyncio
import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.metadata import version
from openai import AsyncOpenAI, OpenAI

STREAMS = 10
CHOICE = {"index": 0, "finish_reason": "stop"}
MESSAGE = {"role": "assistant", "content": "Hi"}

def body(kind, choice):
    return json.dumps({"id": "c", "object": kind, "created": 1, "model": "m", "choices": [{**CHOICE, **choice}]}).encode()

class Gateway(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    def setup(self):
        self.server.connections += 1
        super().setup()
    def do_POST(self):
        question = json.loads(self.rfile.read(int(self.headers["content-length"])))
        self.send_response(200)
        if question.get("stream"):
            text = b"data: " + body("chat.completion.chunk", {"delta": MESSAGE}) + b"\n\n"
            if question["model"] == "with-done":
                text += b"data: [DONE]\n\n"
            self.send_header("content-type", "text/event-stream")
            self.send_header("transfer-encoding", "chunked")
            self.end_headers()
            # All of it at once, with the end of the answer.
            self.wfile.write(b"%x\r\n%s\r\n0\r\n\r\n" % (len(text), text))
        else:
            answer = body("chat.completion", {"message": MESSAGE})
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)
    def log_message(self, *_):
        pass

def gateway():
    server = ThreadingHTTPServer(("127.0.0.1", 0), Gateway)
    server.daemon_threads = True
    server.connections = 0
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server, {"base_url": f"http://127.0.0.1:{server.server_port}", "api_key": "none", "max_retries": 0}

def ask(model, **more):
    return {"model": model, "messages": [{"role": "user", "content": "Hi"}], **more}

def sync_streams(model):
    server, options = gateway()
    client = OpenAI(**options)
    for _ in range(STREAMS):
        assert len(list(client.chat.completions.create(**ask(model, stream=True)))) == 1
    return server.connections

def sync_answers():
    server, options = gateway()
    client = OpenAI(**options)
    for _ in range(STREAMS):
        client.chat.completions.create(**ask("m"))
    return server.connections

async def async_streams():
    server, options = gateway()
    async with AsyncOpenAI(**options) as client:
        for _ in range(STREAMS):
            assert len([chunk async for chunk in await client.chat.completions.create(**ask("with-done", stream=True))]) == 1
    return server.connections

seen = {
    "sync, streams": sync_streams("with-done"),
    "sync, streams without [DONE]": sync_streams("without-done"),
    "sync, no stream": sync_answers(),
    "async, streams": asyncio.run(async_streams()),
}
for name, connections in seen.items():
    print(f"openai {version('openai')}, {name}: {connections} connections for {STREAMS} answers")
assert seen.pop("sync, streams") == STREAMS, "the sync client keeps its connection now"
assert set(seen.values()) == {1}, "the others do not keep their connection"
PROBE
python/bin/python probe.py
