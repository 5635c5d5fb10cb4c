import type { ChaosSpec } from '../order.ts'
import { named, turned } from '../../shape/combine.ts'
import { duration } from '../../shape/durations.ts'
import { map, property } from '../../shape/maps.ts'
import { orderKeys, orderOf, orderOptions } from './order-shape.ts'
import { number } from '../../shape/scalars.ts'
import type { Shape } from '../../shape/shape.ts'

const WANT = 'a map with error or fault'
const share = number({ min: 0, max: 1 })
const many = number({ integer: true, min: 1 })
const some = { least: 1 }

const rampShape = map(
  {
    from: property(share, 'The chance at the beginning; 0 unless given.'),
    to: property(share, 'The chance at the end.'),
    over: property(duration(some), 'How long it takes, e.g. 2m.'),
  },
  { want: 'a map with from, to and over', required: ['to', 'over'] },
)

const outageShape = turned(
  map(
    {
      every: property(duration(some), 'From one beginning to the next, e.g. 5m.'),
      lasts: property(duration(some), 'How long each one takes, e.g. 20s.'),
    },
    { want: 'a map with every and lasts', required: ['every', 'lasts'] },
  ),
  ({ every = 0, lasts = 0 }, node, context, label) => {
    if (lasts <= every) return { everyMs: every, lastsMs: lasts }
    context.report({
      code: 'wrong-value',
      at: node,
      message: `${label}: it lasts longer than the time to the next one`,
      hint: 'lasts is at most every',
    })
    return undefined
  },
)

/** One item of `chaos`. */
export const chaosShape: Shape<ChaosSpec> = named('chaos', ['map'], WANT, () => written)

const written: Shape<ChaosSpec> = turned(
  map(
    {
      ...orderKeys,
      rate: property(share, 'The chance of each request, 0 to 1; 1 unless given.'),
      ramp: property(rampShape, 'A chance that grows or falls, in place of rate.'),
      every: property(many, 'Hit only every Nth request of a session.'),
      first: property(many, 'Hit only the first N requests of a session.'),
      after: property(duration(), 'How long after it was ordered it begins, e.g. 30s.'),
      for: property(duration(some), 'How long it lasts once it has begun, e.g. 5m.'),
      outage: property(outageShape, 'It comes and goes again and again.'),
    },
    orderApart(),
  ),
  (found, node): ChaosSpec => {
    const { rate = 1, ramp, every, first, after = 0, for: forMs, outage } = found
    return {
      ...orderOf(found, node),
      rate,
      afterMs: after,
      ...(ramp === undefined ? {} : { ramp: { from: ramp.from ?? 0, to: ramp.to!, overMs: ramp.over! } }),
      ...(every === undefined ? {} : { every }),
      ...(first === undefined ? {} : { first }),
      ...(forMs === undefined ? {} : { forMs }),
      ...(outage === undefined ? {} : { outage }),
    }
  },
)

function orderApart() {
  const options = orderOptions(WANT)
  return { ...options, apart: [...(options.apart ?? []), ['rate', 'ramp']] }
}
