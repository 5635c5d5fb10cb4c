import type { NextSpec } from '../order.ts'
import { turned } from '../../shape/combine.ts'
import { map, property } from '../../shape/maps.ts'
import { orderKeys, orderOf, orderOptions } from './order-shape.ts'
import { number } from '../../shape/scalars.ts'
import type { Shape } from '../../shape/shape.ts'

/** An order for the next requests that fit. */
export const nextShape: Shape<NextSpec> = turned(
  map(
    {
      ...orderKeys,
      times: property(
        number({ integer: true, min: 1, max: 1_000_000 }),
        'How many requests; 1 unless given.',
      ),
    },
    orderOptions('a map with error or fault'),
  ),
  (found, node): NextSpec => ({ ...orderOf(found, node), times: found.times ?? 1 }),
)
