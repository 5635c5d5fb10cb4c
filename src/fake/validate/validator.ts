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
export function compileValidator(schema: Schema): Validator {
  try {
    const validate = ajv().compile(schema) as ValidateFunction
    return {
      validate: (value) => validate(value) === true,
      lastError: () => {
        const error = validate.errors?.[0]
        return { at: error?.instancePath ?? '', message: error?.message ?? 'does not fit' }
      },
    }
  } finally {
    if (typeof schema === 'object') ajv().removeSchema(schema)
  }
}

const formats = new Map<string, (value: unknown) => boolean>()

/** Whether a value satisfies a format; a format that is not known is satisfied by everything, as validators have it. */
export function fitsFormat(format: string, value: unknown): boolean {
  let test = formats.get(format)
  if (test === undefined) {
    test = Object.hasOwn(ajv().formats, format) ? compileFormat(format) : () => true
    if (formats.size < 500) formats.set(format, test)
  }
  return test(value)
}

function compileFormat(format: string): (value: unknown) => boolean {
  const validate = ajv().compile({ format })
  return (value) => validate(value) === true
}
