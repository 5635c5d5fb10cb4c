import { PRICE_SHAPE } from './file-shape.ts'
import { object } from './json.ts'
import type { JsonObject } from '../../json/json-object.ts'
import { isPriced } from './price-table.ts'
import { checkShape } from './shape.ts'
import type { ConfigProblem } from './shape.ts'

/** What is wrong with a price list in the form of the gateway's datasheet: only models that are read count, and only what is read of them. */
export function checkPrices(sheet: JsonObject): readonly ConfigProblem[] {
  return Object.entries(sheet).flatMap(([name, price]) =>
    isPriced(object(price)) ? checkShape(price, PRICE_SHAPE, [name]).problems.flatMap(mistake) : [],
  )
}

/** The datasheet has many keys beside those that are read: one of them may look like a slip and is none. What it holds stops no gateway. */
function mistake({ hint: _hint, ...problem }: ConfigProblem): readonly ConfigProblem[] {
  return problem.severity === 'error' ? [problem] : []
}
