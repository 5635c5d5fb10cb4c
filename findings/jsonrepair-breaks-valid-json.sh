#!/usr/bin/env bash
# Usual guess: `jsonrepair(text)` gives valid JSON back as it came, so that one may send each answer of a model through it before
# JSON.parse.
# What really happens: it counts the brackets inside a string too. Where the last string of an object holds more `{` than `}`, it takes
# the end of the object for a part of the string and throws: `{"code":"function f() {"}` is refused. Where the last string of an array
# holds more `[` than `]`, it says nothing and gives other data: `["Use ["]` becomes `["Use", [""]]`.
# Why it matters for testing against an LLM gateway: answers about code and JSON, and tool calls whose arguments are JSON in a string,
# come through or not by what they quote; the tests quote nothing. The gateway's answer was right, and so was the model's.
# Versions: jsonrepair 3.15.0.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{"private":true,"type":"module"}' > package.json
npm install --silent --no-audit --no-fund jsonrepair@3.15.0
cat > probe.mjs <<'PROBE'
import { readFileSync } from 'node:fs'
import { jsonrepair } from 'jsonrepair'
const { version } = JSON.parse(readFileSync('node_modules/jsonrepair/package.json', 'utf8'))
function repaired(value) {
  const valid = JSON.stringify(value)
  let result
  try {
    result = jsonrepair(valid)
  } catch (error) {
    result = `${error.constructor.name}: ${error.message}`
  }
  console.log(`jsonrepair ${version}: ${valid} -> ${result}`)
  return result === valid ? 'same' : result.startsWith('JSONRepairError') ? 'refused' : 'other'
}
const expected = [
  [{ code: 'function f() {' }, 'refused'],
  [{ tool: 'get_weather', arguments: '{"city":"Paris"' }, 'refused'],
  [['Use ['], 'other'],
  [{ steps: ['Begin the list with ['] }, 'other'],
  // The same texts elsewhere, or with both brackets.
  [{ code: 'function f() {', isDone: true }, 'same'],
  [{ code: 'function f() {}' }, 'same'],
  [['Use [', 'then ]'], 'same'],
]
const changed = expected.filter(([value, outcome]) => repaired(value) !== outcome)
if (changed.length > 0) throw new Error(`no longer so: ${JSON.stringify(changed)}`)
PROBE
node probe.mjs
