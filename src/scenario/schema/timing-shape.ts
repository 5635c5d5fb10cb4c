import { DEFAULT_TIMING, timingNames, timingProfiles } from '../timing.ts'
import type { Timing } from '../timing.ts'
import { either, turned } from './combine.ts'
import { map, property } from './maps.ts'
import { number, text } from './scalars.ts'
import { suggest } from './shape.ts'
import type { Shape } from './shape.ts'

/** A pace by name or by its figures; figures that are left out are those of gpt-4o. */
export const timingShape: Shape<Timing> = either(
  turned(
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
    (name) => timingProfiles[name],
  ),
  turned(
    map(
      {
        first_token_ms: property(number({ min: 0 }), 'Milliseconds to the first token.'),
        tokens_per_second: property(number({ min: 0 }), 'Tokens per second after that; 0 sends all at once.'),
        jitter: property(number({ min: 0, max: 1 }), 'By what share each gap may differ, 0 to 1.'),
      },
      { want: 'a map with first_token_ms, tokens_per_second and jitter' },
    ),
    (figures): Timing => ({ ...DEFAULT_TIMING, ...figures }),
  ),
)
