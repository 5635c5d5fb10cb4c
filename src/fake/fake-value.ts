import type { Random } from '../random/random.ts'
import { composeValue } from './generate/generate.ts'
import { aimedFaker, type AimedFaker } from './realistic/faker.ts'
import { prepare, type Prepared } from './schema/prepared.ts'
import type { Problem } from './problem.ts'
import { OutOfSteps, within, type Steps } from './work.ts'
import type { JsonObject } from './schema/schema.ts'

export interface FakeOptions {
  /** One of `LOCALES`: names, streets and the like come from it. Default `en`. */
  readonly locale?: string
  /** Make every optional property, and never null where there is a choice. Default: the seed decides. */
  readonly full?: boolean
  /** Members of the root object that are settled; the rest is made around them and the whole is proved. */
  readonly given?: JsonObject
}

export type FakeResult =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly problem: Problem }

const SUB_SEEDS = 25
/** Composing takes some microseconds a step: this keeps the worst schema below a quarter of a second. */
const STEPS = 15_000

/**
 * A realistic value for a JSON Schema (drafts 04 to 2020-12), proved valid by a compiled validator, or the reason
 * why there is none. Depends on the schema, the seed and the options alone; never throws.
 */
export function fakeValue(schema: unknown, random: Random, options: FakeOptions = {}): FakeResult {
  const prepared = prepare(schema)
  if (!('validator' in prepared)) return { ok: false, problem: prepared }
  const faker = aimedFaker(options.locale)
  const steps: Steps = { left: STEPS }
  let problem: Problem | undefined
  for (let attempt = 0; attempt < SUB_SEEDS; attempt++) {
    const own = random.fork(`try ${attempt}`)
    const result = within(steps, () => tryOnce(prepared, own, options, faker, steps))
    if ('value' in result) return { ok: true, value: result.value }
    problem ??= result.problem
    if (steps.left < 0) break
  }
  return { ok: false, problem: problem! }
}

function tryOnce(
  prepared: Prepared,
  random: Random,
  options: FakeOptions,
  faker: AimedFaker,
  steps: Steps,
): { value: unknown } | { problem: Problem } {
  const { given } = options
  try {
    const made = composeValue(prepared, random, {
      full: options.full === true,
      faker,
      ...(given === undefined ? {} : { given }),
    })
    if ('problem' in made || prepared.validator.validate(made.value)) return made
    const { at, message } = prepared.validator.lastError()
    return {
      problem: { path: '', message: `no value was found that satisfies it: ${at || 'the value'} ${message}` },
    }
  } catch (error) {
    if (error instanceof OutOfSteps)
      return {
        problem: {
          path: '',
          message: 'the schema asks for too much: its values are too large, or never end',
        },
      }
    if (error instanceof RangeError) {
      steps.left = -1
      return { problem: { path: '', message: 'the schema refers to itself without end' } }
    }
    throw error
  }
}
