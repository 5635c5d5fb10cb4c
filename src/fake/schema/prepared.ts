import { createAccepts } from '../validate/partial-validator.ts'
import { type Accepts } from '../validate/in-place-parts.ts'
import { checkDocument } from './budget.ts'
import { measureMinDepths, type MinDepthOf } from './min-depth.ts'
import { normalizeSchema } from './normalize.ts'
import { SchemaProblem, type Problem } from '../problem.ts'
import { type Schema } from './schema.ts'
import { isObject } from '../../json/json-object.ts'
import { BoundedMap } from '../../values/bounded-map.ts'
import { OutOfSteps, within } from '../work.ts'
import { validationWork } from '../validate/validation-work.ts'
import { compileValidator, type Validator } from '../validate/validator.ts'

/** All that is worked out once per schema. */
export interface Prepared {
  readonly root: Schema
  readonly accepts: Accepts
  readonly validator: Validator
  resolve(reference: string): Schema
  readonly minDepthOf: MinDepthOf
  /** Where a part stood in the caller's document, as a JSON pointer. */
  pathOf(schema: Schema): string
}

/** What reading a schema may take. */
const STEPS = 20_000
const byIdentity = new WeakMap<object, Prepared | Problem>()
const byText = new BoundedMap<string, Prepared | Problem>(300)

/**
 * The schema made ready, or why it cannot be. Kept by identity (a schema object must not be changed after its first
 * use) and by text; the text, not a canonical form, because the order of properties shows in the values.
 */
export function prepare(document: unknown): Prepared | Problem {
  if (isObject(document)) {
    const known = byIdentity.get(document)
    if (known !== undefined) return known
  }
  const refused = attempt(() => checkDocument(document))
  if (refused !== undefined) return refused
  const text = JSON.stringify(document)
  const prepared = byText.use(text, () => attempt(() => within({ left: STEPS }, () => build(document)))!)
  if (isObject(document)) byIdentity.set(document, prepared)
  return prepared
}

function build(document: unknown): Prepared {
  const { root, targets, usesUnevaluated, pathOf } = normalizeSchema(document)
  const resolve = (reference: string) => targets.get(reference) ?? true
  const compiled = compileValidator(root, usesUnevaluated)
  const charge = validationWork(root, resolve)
  let depths: MinDepthOf | undefined
  return {
    root,
    accepts: createAccepts(resolve),
    validator: {
      validate(value) {
        charge(value)
        return compiled.validate(value)
      },
      lastError: compiled.lastError,
    },
    resolve,
    minDepthOf: (schema) => (depths ??= measureMinDepths(root, resolve))(schema),
    pathOf,
  }
}

function attempt<T>(work: () => T): T | Problem {
  try {
    return work()
  } catch (error) {
    if (error instanceof OutOfSteps)
      return { path: '', message: 'the schema asks for too much: reading it takes too long' }
    if (error instanceof SchemaProblem) return { path: error.path, message: error.message }
    return { path: '', message: `the schema cannot be compiled: ${(error as Error).message}` }
  }
}
