import { createRequire } from 'node:module'
import type { Format } from 'ajv'
import type * as ajvModule from 'ajv/dist/2020.js'
import type * as formatsModule from 'ajv-formats'

type Test = (value: unknown) => boolean

/** The formats' own patterns are not linear, and no text of a format is longer. */
const LONGEST = 2_048

let known: { readonly tests: ReadonlyMap<string, Test>; readonly formats: Record<string, Format> } | undefined

/** Whether a value satisfies a format; a format that is not known is satisfied by everything, as validators have it. */
export function fitsFormat(format: string, value: unknown): boolean {
  return (known ??= load()).tests.get(format)?.(value) ?? true
}

/** The same for the validator. */
export function ajvFormats(): Record<string, Format> {
  return (known ??= load()).formats
}

function load(): NonNullable<typeof known> {
  const require = createRequire(import.meta.url)
  const { Ajv2020 } = require('ajv/dist/2020.js') as typeof ajvModule
  const { default: addFormats } = require('ajv-formats') as typeof formatsModule
  const instance = new Ajv2020({ meta: false, validateSchema: false, strict: false, logger: false })
  addFormats.default(instance)
  const tests = new Map<string, Test>()
  const formats: Record<string, Format> = {}
  for (const [name, format] of Object.entries(instance.formats)) {
    const own = format === undefined ? undefined : guarded(format)
    if (own === undefined) continue
    formats[name] = own.format
    tests.set(name, own.test)
  }
  return { tests, formats }
}

/** A format looks at values of its own type alone. */
function guarded(format: Format | true): { format: Format; test: Test } | undefined {
  if (format === true) return { format, test: () => true }
  const definition = typeof format === 'object' && 'validate' in format ? format : { validate: format }
  const { type = 'string' } = definition as { type?: 'string' | 'number' }
  const validate = definition.validate as RegExp | ((value: unknown) => boolean) | string
  if (typeof validate === 'string') return undefined
  const inner = validate instanceof RegExp ? (value: unknown) => validate.test(value as string) : validate
  if (type === 'number')
    return {
      format: { type, validate: inner as (value: number) => boolean },
      test: (value) => typeof value !== 'number' || inner(value),
    }
  const short = (value: string) => value.length <= LONGEST && inner(value)
  return { format: { type, validate: short }, test: (value) => typeof value !== 'string' || short(value) }
}
