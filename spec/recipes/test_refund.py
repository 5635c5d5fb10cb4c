"""How a project in Python tests against bifrost-emulator: pytest and the standard library, nothing else.

The command is taken from BIFROST_EMULATOR ("npx bifrost-emulator" unless set). One emulator serves the whole run; each
test is a session of its own in it, so tests may run at the same time.
"""

import json
import os
import shlex
import subprocess
import urllib.error
import urllib.parse
import urllib.request

import pytest


@pytest.fixture(scope="session")
def emulator_url():
    command = shlex.split(os.environ.get("BIFROST_EMULATOR", "npx bifrost-emulator"))
    options = ["--port", "0", "--seed", "7", "--speed", "0", "--strict", "--log", "json", "--no-watch"]
    process = subprocess.Popen(command + options, stdout=subprocess.PIPE, text=True)
    try:
        yield json.loads(process.stdout.readline())["url"]
    finally:
        process.terminate()
        process.wait()


@pytest.fixture
def emulator(emulator_url, request):
    session = Session(emulator_url, request.node.nodeid)
    yield session
    problems = session.unmatched()
    session.reset()
    assert problems == []


class Session:
    """One test's view of the emulator: its requests, its rules, its journal."""

    def __init__(self, url, name):
        self.control = url + "/_emulator"
        self.name = name
        self.rules = []
        # Whatever is asked below this address belongs to this test.
        self.url = f"{self.control}/session/{urllib.parse.quote(name, safe='')}"
        self.base_url = self.url + "/openai/openai/deployments/gpt-4o"

    def when(self, when, **answer):
        """Adds a rule in the language of scenario files, for this test alone."""
        scenario = {"when": {**when, "session": {"equals": self.name}}, **answer}
        self.rules += call("POST", self.control + "/scenarios", scenario)[1]["added"]

    def next(self, **order):
        """An error or a fault for the next request."""
        call("POST", self.control + "/next", {**order, "session": self.name})

    def journal(self):
        query = urllib.parse.urlencode({"session": self.name})
        return call("GET", f"{self.control}/journal?{query}")[1]["entries"]

    def unmatched(self):
        """What the client was told when no rule matched: the rules that came nearest, and why they did not match."""
        return [entry["request"]["body"] for entry in self.journal() if entry["scenario"] is None and "error" not in entry]

    def reset(self):
        for rule in self.rules:
            call("DELETE", f"{self.control}/scenarios/{urllib.parse.quote(rule, safe='')}")
        call("POST", self.control + "/reset", {"session": self.name})


def call(method, url, body=None):
    """Status and JSON of an answer."""
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(url, data, {"content-type": "application/json"}, method=method)
    try:
        with urllib.request.urlopen(request) as answer:
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as error:
        return error.code, json.load(error)


def ask(emulator, content):
    """The code under test; the openai package does it with base_url=emulator.base_url."""
    return call("POST", emulator.base_url + "/chat/completions", {"messages": [{"role": "user", "content": content}]})


def test_refund(emulator):
    emulator.when({"message": "/refund.*order (\\d+)/i"}, reply="Order {{ match[1] }} is refunded.")
    status, answer = ask(emulator, "A refund for order 7, please")
    assert status == 200
    assert answer["choices"][0]["message"]["content"] == "Order 7 is refunded."


def test_limit(emulator):
    emulator.when({}, reply="Done.")
    emulator.next(error="azure.rate_limit")
    assert ask(emulator, "hello")[0] == 429
    assert ask(emulator, "hello")[0] == 200
    assert [entry["planned"]["status"] for entry in emulator.journal()] == [429, 200]
