import { readDuration } from '../../values/duration.ts'
import { distributions } from '../timing.ts'
import type { Duration, Timing } from '../timing.ts'
import { DEFAULT_TIMING, timingNames, timingProfiles } from '../timing-profiles.ts'
import { duration } from '../../shape/durations.ts'
import { either, list, turned } from '../../shape/combine.ts'
import { map, property } from '../../shape/maps.ts'
import type { MapValue } from '../../shape/maps.ts'
import { percentilesShape } from './percentiles-shape.ts'
import { number, oneWordOf, text } from '../../shape/scalars.ts'
import { suggest } from '../../shape/shape.ts'
import type { Shape } from '../../shape/shape.ts'

const timingName: Shape<Timing> = turned(
  text({
    want: 'the name of a timing',
    schema: { enum: [...timingNames] },
    check(name, node, context, label) {
      if (Object.hasOwn(timingProfiles, name)) return true
      const isTime = readDuration(name) !== undefined
      const hint = isTime ? asFirstToken(name) : suggest(name, timingNames)
      context.report({
        code: 'unknown-timing',
        at: node,
        message: `${label}: there is no timing "${name}"`,
        hint,
      })
      return false
    },
  }),
  (name) => timingProfiles[name]!.timing,
)

/** `timing: 0`: as `instant`. */
const noTime: Shape<Timing> = {
  kinds: ['number'],
  want: '0 (never wait)',
  read(node, context, label) {
    if (node.kind === 'number' && node.value === 0) return timingProfiles['instant']!.timing
    const written = 'written' in node ? node.written : ''
    context.report({
      code: 'wrong-value',
      at: node,
      message: `${label}: a number alone can only be 0, got ${written}`,
      hint: asFirstToken(written),
    })
    return undefined
  },
  schema: () => ({ const: 0 }),
}

function asFirstToken(written: string): string {
  return `write timing: { first_token_ms: ${written}, tokens_per_second: 60 }, or a name: ${timingNames.join(', ')}`
}

const time: Shape<Duration> = either(duration(), percentilesShape)
const share = number({ min: 0, max: 1 })

const figures = {
  like: property(timingName, 'The timing that the other figures change; gpt-4o unless given.'),
  first_token_ms: property(time, 'Time to the first content: 300, 1.5s, or percentiles.'),
  tokens_per_second: property(
    number({ min: 0 }),
    'Tokens (chunks) per second after that; 0 sends all at once.',
  ),
  gap_ms: property(
    time,
    'Time from chunk to chunk, in place of tokens_per_second: 20, 0.5s, or percentiles.',
  ),
  gaps_ms: property(
    list(duration(), { min: 1 }),
    'Recorded gaps between the chunks, in milliseconds; begun anew when they are used up.',
  ),
  jitter: property(
    share,
    'By what share each duration may differ, 0 to 1; 0 unless given for those written here. Not those with percentiles, nor gaps_ms.',
  ),
  distribution: property(
    oneWordOf(distributions),
    'How they differ: uniform (within the share), normal or lognormal (the share is the standard deviation).',
  ),
  prompt_ms_per_1000_tokens: property(
    duration(),
    'Reading the prompt: milliseconds more before the first token for each 1,000 of its tokens.',
  ),
  prompt_tokens_per_second: property(number({ above: 0 }), 'The same as a speed.'),
}

/** A pace by name or by its figures; figures that are left out are those of `like`, or of gpt-4o. */
export const timingShape: Shape<Timing> = either(
  timingName,
  noTime,
  turned(
    map(figures, {
      want: 'a map with first_token_ms, tokens_per_second and jitter',
      apart: [
        ['tokens_per_second', 'gap_ms', 'gaps_ms'],
        ['prompt_ms_per_1000_tokens', 'prompt_tokens_per_second'],
      ],
    }),
    timingOf,
  ),
)

/** Whether a timing has this key. */
export function timingHas(key: string): boolean {
  return Object.hasOwn(figures, key)
}

function timingOf({ like, prompt_tokens_per_second: speed, ...given }: MapValue<typeof figures>): Timing {
  const { gap_ms, gaps_ms, prompt_ms_per_1000_tokens: reading, ...base } = like ?? DEFAULT_TIMING
  const hasPace = PACES.some((key) => given[key] !== undefined)
  // What nobody asked for must not move a first token that is given to the millisecond.
  const reads = like !== undefined && given.first_token_ms === undefined && reading !== undefined
  return {
    ...base,
    ...(hasPace || gap_ms === undefined ? {} : { gap_ms }),
    ...(hasPace || gaps_ms === undefined ? {} : { gaps_ms }),
    ...(reads ? { prompt_ms_per_1000_tokens: reading } : {}),
    ...exact(given, { hasPace, isRecorded: given.gaps_ms !== undefined && like === undefined }),
    ...given,
    ...(speed === undefined ? {} : { prompt_ms_per_1000_tokens: 1_000_000 / speed }),
  }
}

const PACES = ['tokens_per_second', 'gap_ms', 'gaps_ms'] as const

/** A time that somebody wrote is exact unless they asked for a jitter; what is taken from a model varies as that does. */
function exact(
  given: Partial<Timing>,
  { hasPace, isRecorded }: { readonly hasPace: boolean; readonly isRecorded: boolean },
): Partial<Timing> {
  if (given.jitter !== undefined || given.distribution !== undefined) return {}
  const hasFirst = given.first_token_ms !== undefined
  if (isRecorded || (hasFirst && hasPace)) return { jitter: 0 }
  return { ...(hasFirst ? { first_jitter: 0 } : {}), ...(hasPace ? { gap_jitter: 0 } : {}) }
}
