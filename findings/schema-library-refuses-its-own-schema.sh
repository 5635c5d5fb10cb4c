#!/usr/bin/env bash
# Usual guess: what fits the JSON Schema that a schema library sends as `response_format` also passes the library's own parser.
# What really happens: effect writes the texts of startsWith, endsWith and includes into the pattern without escaping them, so
# that `startsWith('v1.')` sends `^v1.`, which "v12" fits and effect refuses. @valibot/to-json-schema sends isoDateTime() as
# `format: date-time` and isoTime() as `format: time`, whose every valid value has seconds and an offset; valibot wants neither,
# and refuses every one.
# Why it matters for testing against an LLM gateway: the gateway and the model keep to the schema and answer 200, and the
# client's parser throws, at times or always. It looks like a model that does not follow its schema.
# Versions: effect 3.22.4, valibot 1.5.0, @valibot/to-json-schema 1.8.0, ajv 8.20.0, ajv-formats 3.0.1.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{"private":true,"type":"module"}' > package.json
npm install --silent --no-audit --no-fund effect@3.22.4 valibot@1.5.0 @valibot/to-json-schema@1.8.0 ajv@8.20.0 ajv-formats@3.0.1
cat > probe.mjs <<'PROBE'
import { toJsonSchema } from '@valibot/to-json-schema'
import { Ajv } from 'ajv'
import addFormats from 'ajv-formats'
import { JSONSchema, Schema } from 'effect'
import * as v from 'valibot'

const ajv = addFormats.default(new Ajv({ strict: false }))
function tell(name, schema, value, isParsed) {
  const { $schema, ...sent } = schema
  const fits = ajv.compile(sent)(value)
  console.log(`${name}: ${JSON.stringify(value)} fits ${JSON.stringify(sent)}: ${fits}; parsed: ${isParsed}`)
  if (!fits || isParsed) throw new Error(`${name}: the library and its schema agree now`)
}

for (const [name, refine, value] of [
  ['effect startsWith', Schema.startsWith('v1.'), 'v12'],
  ['effect endsWith', Schema.endsWith('.pdf'), 'a-pdf'],
  ['effect includes', Schema.includes('a+b'), 'aab'],
]) {
  const schema = Schema.String.pipe(refine)
  const parsed = Schema.decodeUnknownEither(schema)(value)._tag === 'Right'
  tell(name, JSONSchema.make(schema), value, parsed)
}
for (const [name, check, values] of [
  ['valibot isoDateTime', v.isoDateTime(), ['2026-01-31T12:00:00Z', '2026-01-31T12:00:00.5+01:00']],
  ['valibot isoTime', v.isoTime(), ['12:00:00Z', '12:00:00+01:00']],
]) {
  const schema = v.pipe(v.string(), check)
  for (const value of values) tell(name, toJsonSchema(schema), value, v.safeParse(schema, value).success)
}
PROBE
node probe.mjs
