import { createRequire } from 'node:module'
import type * as ajvModule from 'ajv/dist/2020.js'
import { patternTest } from '../pattern/checked-pattern.ts'
import { ajvFormats } from './known-formats.ts'

type Ajv = ajvModule.Ajv2020

/** An instance keeps names of all that it ever compiled, 10 kB a schema: after so many a fresh one takes its place. */
const MOST = 100

const current: Partial<Record<'tracking' | 'plain', { readonly ajv: Ajv; left: number }>> = {}

/**
 * The judge of JSON Schema, loaded for the first schema: it takes 60 ms and most answers have none. To keep track of what
 * was evaluated takes time with the square of a schema, and only the unevaluated keywords ask for it.
 */
export function ajv(tracksEvaluated: boolean): Ajv {
  const kind = tracksEvaluated ? 'tracking' : 'plain'
  let found = current[kind]
  if (found === undefined || found.left === 0)
    current[kind] = found = { ajv: create(tracksEvaluated), left: MOST }
  found.left--
  return found.ajv
}

/** Without `optimize` compiling is three times cheaper and validating a little dearer. */
function create(tracksEvaluated: boolean): Ajv {
  const require = createRequire(import.meta.url)
  const { Ajv2020 } = require('ajv/dist/2020.js') as typeof ajvModule
  const made = new Ajv2020({
    strict: false,
    validateSchema: false,
    meta: false,
    logger: false,
    // What is put in for each reference to it makes code that grows with the square of a schema.
    inlineRefs: 20,
    formats: ajvFormats(),
    // Flat code: without it each property nests one level deeper, and thousands overflow the stack.
    allErrors: true,
    code: { optimize: false, regExp: Object.assign(linearRegExp, { code: 'linearRegExp' }) },
  })
  made.opts.unevaluated = tracksEvaluated
  return made
}

/** The validator tells its patterns apart by their text form. */
function linearRegExp(source: string): { test(text: string): boolean; toString(): string } {
  return { test: patternTest(source), toString: () => `/${source}/u` }
}
