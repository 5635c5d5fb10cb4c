import { createRequire } from 'node:module'
import type * as ajvModule from 'ajv/dist/2020.js'
import type * as formatsModule from 'ajv-formats'
import { patternTest } from '../pattern/checked-pattern.ts'

type Ajv = ajvModule.Ajv2020

let loaded: Ajv | undefined

/** The judge of JSON Schema, loaded for the first schema: it takes 60 ms and most answers have none. */
export function ajv(): Ajv {
  return (loaded ??= load())
}

/**
 * One instance for all: what it compiles is forgotten again at once, the compiled function lives in our cache.
 * Without `optimize` compiling is three times cheaper and validating a little dearer.
 */
function load(): Ajv {
  const require = createRequire(import.meta.url)
  const { Ajv2020 } = require('ajv/dist/2020.js') as typeof ajvModule
  const { default: addFormats } = require('ajv-formats') as typeof formatsModule
  const made = new Ajv2020({
    strict: false,
    validateSchema: false,
    logger: false,
    // Flat code: without it each property nests one level deeper, and thousands overflow the stack.
    allErrors: true,
    code: { optimize: false, regExp: Object.assign(linearRegExp, { code: 'linearRegExp' }) },
  })
  addFormats.default(made)
  return made
}

/** The validator tells its patterns apart by their text form. */
function linearRegExp(source: string): { test(text: string): boolean; toString(): string } {
  return { test: patternTest(source), toString: () => `/${source}/u` }
}
