import type { Generation, Place } from './generation.ts'
import type { Conjunction } from '../schema/conjunction.ts'
import { spend } from '../work.ts'

/**
 * A value that the schema itself names: `const` and `enum` must be obeyed, `examples` and `default` are what its
 * author had in mind. Undefined when it names none, or none was wanted.
 */
export function givenValue(
  work: Generation,
  conjunction: Conjunction,
  place: Place,
): { value: unknown } | undefined {
  const { parts } = conjunction
  const listing = parts.find((part) => 'const' in part || part.enum !== undefined)
  if (listing !== undefined) {
    // The list is not searched for each of its own values: that would be quadratic.
    const { enum: values, const: only, ...rest } = listing
    const listed = 'const' in listing ? [only] : values!
    spend(listed.length / 300)
    const others = parts.filter((part) => part !== listing)
    if ('const' in listing && values !== undefined) others.push({ enum: values })
    if (Object.keys(rest).length > 0) others.push(rest)
    const fitting = listed.filter((value) => others.every((part) => work.prepared.accepts(part, value)))
    if (fitting.length === 0)
      return {
        value: work.fail(place, { ...conjunction, parts: [listing] }, 'none of its listed values fits'),
      }
    return { value: pickListed(work, place, fitting) }
  }
  const wishes = parts.find((part) => part.examples !== undefined || part.default !== undefined)
  if (wishes === undefined) return undefined
  const fits = (value: unknown) => parts.every((part) => work.prepared.accepts(part, value))
  const random = place.random.fork('wish')
  if ((wishes.examples?.length ?? 0) > 0 && random.next() < 0.8) {
    const example = random.pick(wishes.examples!)
    if (fits(example)) return { value: example }
  }
  const { default: normal } = wishes
  const isTelling = normal !== undefined && normal !== null && normal !== '' && typeof normal !== 'object'
  return isTelling && random.next() < 0.35 && fits(normal) ? { value: normal } : undefined
}

function pickListed(work: Generation, place: Place, fitting: readonly unknown[]): unknown {
  const random = place.random.fork('listed')
  const telling = fitting.filter((value) => value !== null && value !== '')
  const some = telling.length > 0 && (work.full || random.next() < 0.9) ? telling : fitting
  return random.pick(some)
}
