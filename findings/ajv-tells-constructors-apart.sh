#!/usr/bin/env bash
# Usual guess: `const`, `enum` and `uniqueItems` of ajv compare values as JSON does: the same text is the same value.
# What really happens: the comparison (fast-deep-equal) first looks whether both objects have the same constructor, and finds the key of
# that name where the data has one. Two equal objects with a `constructor` that is an object are never equal: `const` and `enum` refuse the
# very value that stands in the schema, and `uniqueItems` lets doubles pass. With a text or a number under that key all is well, and so it is
# under any other name.
# Why it matters for testing against an LLM gateway: structured output about motor sport, buildings or code has a constructor with a name and
# more in it. Doubles that the schema forbids come through, and right answers are refused and asked for again, without an end.
# Versions: ajv 8.20.0 with fast-deep-equal 3.1.3.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{"private":true,"type":"module"}' > package.json
npm install --silent --no-audit --no-fund ajv@8.20.0 fast-deep-equal@3.1.3
cat > probe.mjs <<'PROBE'
import { readFileSync } from 'node:fs'
import { Ajv2020 } from 'ajv/dist/2020.js'
const versionOf = (name) => JSON.parse(readFileSync(`node_modules/${name}/package.json`, 'utf8')).version
const ajv = new Ajv2020({ strict: false })
const standing = (key, of) => ({ driver: 'Norris', [key]: of })
const maker = { name: 'McLaren', country: 'GB' }
const copy = (value) => JSON.parse(JSON.stringify(value))
let isChanged = false
function check(what, schema, value, expected) {
  const isValid = ajv.validate(schema, copy(value))
  console.log(`ajv ${versionOf('ajv')}, fast-deep-equal ${versionOf('fast-deep-equal')}: ${what}: ${isValid ? 'valid' : 'refused'}`)
  isChanged ||= isValid !== expected
}
for (const [key, isOdd] of [['constructor', true], ['team', false]]) {
  const one = standing(key, maker)
  check(`const with an object under ${key}, the same value`, { const: one }, one, !isOdd)
  check(`enum with an object under ${key}, the same value`, { enum: [one] }, one, !isOdd)
  check(`uniqueItems, twice the same with an object under ${key}`, { uniqueItems: true }, [one, one], isOdd)
}
const text = standing('constructor', 'McLaren')
check('const with a text under constructor, the same value', { const: text }, text, true)
check('uniqueItems, twice the same with a text under constructor', { uniqueItems: true }, [text, text], false)
if (isChanged) throw new Error('no longer so')
PROBE
node probe.mjs
