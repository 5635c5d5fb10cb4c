import type { Random } from '../../random/random.ts'
import { aimedFaker, REFERENCE_TIME } from './faker.ts'
import { fakerOf } from './locale.ts'

/** Whole modules that would look around in faker itself, or take patterns. */
const CLOSED = ['helpers', 'definitions', 'rawDefinitions', 'datatype']
/** Modules whose numbers are values, not lengths. */
const NUMBERS_ARE_VALUES = ['number', 'date']
/** More than so many of anything are refused: an answer is no bulk. */
const MOST = 1000

/** Every method that `callFaker` takes, as `module.method`. */
export function fakerMethods(): readonly string[] {
  return (methods ??= [...modules()].flatMap(([module, value]) =>
    Object.keys(value)
      .filter((name) => typeof value[name] === 'function')
      .map((name) => `${module}.${name}`),
  ))
}

/**
 * A value of one of faker's methods, following the seed; dates are dated from `now` (Unix seconds). Throws in words when
 * there is no such method, or it refuses.
 */
export function callFaker(
  method: string,
  args: readonly unknown[],
  { random, locale, now }: { readonly random: Random; readonly locale: string; readonly now: number },
): unknown {
  if (!fakerMethods().includes(method)) throw new Error(`faker has no method ${JSON.stringify(method)}`)
  const [module, name] = method.split('.') as [string, string]
  checkSizes(module, args)
  const aimed = aimedFaker(locale)
  const faker = aimed.aim(random)
  faker.setDefaultRefDate(new Date(now * 1000))
  try {
    const found = (faker as unknown as Modules)[module]![name] as (...args: readonly unknown[]) => unknown
    const value = found(...args)
    return value instanceof Date ? value.toISOString() : value
  } finally {
    // Not what `defaultRefDate` was before: it asks for what was set, so to set it makes it ask itself without end.
    faker.setDefaultRefDate(new Date(REFERENCE_TIME))
  }
}

type Modules = Readonly<Record<string, Readonly<Record<string, unknown>>>>

let methods: readonly string[] | undefined

function modules(): ReadonlyMap<string, Readonly<Record<string, unknown>>> {
  const faker = fakerOf('en')
  const found = Object.entries(faker as unknown as Modules).filter(
    ([name, value]) =>
      typeof value === 'object' && value !== null && /^[a-z]/.test(name) && !CLOSED.includes(name),
  )
  return new Map(found)
}

function checkSizes(module: string, args: readonly unknown[]): void {
  for (const value of args) {
    if (typeof value === 'object' && value !== null)
      for (const [key, inner] of Object.entries(value)) checkSize(module, inner, key)
    else checkSize(module, value, '')
  }
}

function checkSize(module: string, value: unknown, key: string): void {
  const free = NUMBERS_ARE_VALUES.includes(module) && key !== 'count'
  if (typeof value === 'object' && value !== null) throw new Error('faker takes plain values')
  if (!free && Number(value) > MOST) throw new Error(`faker is asked for more than ${MOST}`)
}
