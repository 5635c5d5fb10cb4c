import type { ValidateFunction } from 'ajv/dist/2020.js'
import { ajv } from './ajv.ts'
import type { Schema } from '../schema/schema.ts'

/** A compiled schema: the judge of every value before it leaves. */
export interface Validator {
  validate(value: unknown): boolean
  /** Of the last value: JSON pointer into the value, and what is wrong there. */
  lastError(): { readonly at: string; readonly message: string }
}

/** @throws Error when the schema cannot be compiled */
export function compileValidator(schema: Schema, tracksEvaluated = true): Validator {
  const validate = ajv(tracksEvaluated).compile(schema) as ValidateFunction
  return {
    validate: (value) => validate(value) === true,
    lastError: () => {
      const error = validate.errors?.[0]
      return { at: error?.instancePath ?? '', message: error?.message ?? 'does not fit' }
    },
  }
}
