import { Ajv } from 'ajv'
import { Ajv2019 } from 'ajv/dist/2019.js'
import { Ajv2020 } from 'ajv/dist/2020.js'
import type { RegExpEngine } from 'ajv/dist/types/index.js'
import addFormats from 'ajv-formats'

/** A second opinion: the caller's own schema, untouched but for draft 4's spellings, in the ajv of its draft. */
export function judge(schema: unknown, regExp: RegExpEngine = NATIVE): (value: unknown) => boolean {
  const draft = String((schema as { $schema?: unknown })?.$schema ?? '')
  const options = { strict: false, logger: false, validateSchema: false, code: { regExp } } as const
  const ajv = /draft-0[467]/.test(draft)
    ? new Ajv(options)
    : draft.includes('2019-09')
      ? new Ajv2019(options)
      : new Ajv2020(options)
  addFormats.default(ajv)
  const validate = ajv.compile(draft.includes('draft-04') ? modern(schema, false) : withoutDialect(schema))
  return (value) => validate(value) === true
}

function withoutDialect(schema: unknown): object | boolean {
  if (typeof schema !== 'object' || schema === null) return schema as boolean
  const { $schema: _, ...rest } = schema as Record<string, unknown>
  return rest
}

/** Draft 4 says `id` and boolean exclusive bounds. */
function modern(value: unknown, isMap: boolean): object {
  if (Array.isArray(value)) return value.map((item) => modern(item, false))
  if (typeof value !== 'object' || value === null) return value as never
  const out: Record<string, unknown> = {}
  for (const [key, child] of Object.entries(value)) {
    if (!isMap && key === '$schema') continue
    if (!isMap && key === 'id' && typeof child === 'string') out['$id'] = child
    else if (!isMap && ['enum', 'default', 'const'].includes(key)) out[key] = child
    else out[key] = modern(child, !isMap && ['properties', 'definitions', 'patternProperties'].includes(key))
  }
  if (isMap) return out
  for (const [flag, bound] of [
    ['exclusiveMinimum', 'minimum'],
    ['exclusiveMaximum', 'maximum'],
  ] as const) {
    if (out[flag] === true) {
      out[flag] = out[bound]
      delete out[bound]
    } else if (out[flag] === false) delete out[flag]
  }
  return out
}

/** As validators read patterns, with `u`; where that cannot be, without. */
const NATIVE = Object.assign(
  (source: string) => {
    try {
      return new RegExp(source, 'u')
    } catch {
      return new RegExp(source)
    }
  },
  { code: 'regExp' },
)
