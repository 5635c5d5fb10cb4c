import { distributions } from '../timing.ts'
import type { Duration, Timing } from '../timing.ts'
import { DEFAULT_TIMING, timingNames, timingProfiles } from '../timing-profiles.ts'
import { either, list, turned } from './combine.ts'
import { map, property } from './maps.ts'
import type { MapValue } from './maps.ts'
import { percentilesShape } from './percentiles-shape.ts'
import { milliseconds, number, oneWordOf, text } from './scalars.ts'
import { suggest } from './shape.ts'
import type { Shape } from './shape.ts'

const timingName: Shape<Timing> = turned(
  text({
    want: 'the name of a timing',
    schema: { enum: [...timingNames] },
    check(name, node, context, label) {
      if (Object.hasOwn(timingProfiles, name)) return true
      const hint = suggest(name, timingNames)
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
      hint: `write timing: { first_token_ms: ${written}, tokens_per_second: 60 }, or a name: ${timingNames.join(', ')}`,
    })
    return undefined
  },
  schema: () => ({ const: 0 }),
}

const duration: Shape<Duration> = either(milliseconds(), percentilesShape)
const share = number({ min: 0, max: 1 })

const figures = {
  like: property(timingName, 'The timing that the other figures change; gpt-4o unless given.'),
  first_token_ms: property(duration, 'Milliseconds to the first content: a number, or percentiles.'),
  tokens_per_second: property(
    number({ min: 0 }),
    'Tokens (chunks) per second after that; 0 sends all at once.',
  ),
  gap_ms: property(
    duration,
    'Milliseconds from chunk to chunk, in place of tokens_per_second: a number, or percentiles.',
  ),
  gaps_ms: property(
    list(milliseconds(), { min: 1 }),
    'Recorded gaps between the chunks, in milliseconds; begun anew when they are used up.',
  ),
  jitter: property(
    share,
    'By what share each duration may differ, 0 to 1; not those with percentiles, nor gaps_ms.',
  ),
  distribution: property(
    oneWordOf(distributions),
    'How they differ: uniform (within the share), normal or lognormal (the share is the standard deviation).',
  ),
  prompt_ms_per_1000_tokens: property(
    milliseconds(),
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

function timingOf({ like, prompt_tokens_per_second: speed, ...given }: MapValue<typeof figures>): Timing {
  // What nobody asked for must not move a first token that is given to the millisecond.
  const { prompt_ms_per_1000_tokens: _reading, ...unlike } = DEFAULT_TIMING
  const base = like ?? unlike
  const isRecorded = given.gaps_ms !== undefined && like === undefined
  const { gap_ms: _gap, gaps_ms: _gaps, ...rest } = base
  const speeds = given.tokens_per_second === undefined ? base : rest
  return {
    ...speeds,
    ...(isRecorded ? { jitter: 0 } : {}),
    ...given,
    ...(speed === undefined ? {} : { prompt_ms_per_1000_tokens: 1_000_000 / speed }),
  }
}
