import type { Problem } from '../../shape/source/problem.ts'
import type { Node } from '../../shape/source/tree.ts'
import { plainValue } from '../../shape/source/tree.ts'
import { PRICE_SHAPE } from './file-shape.ts'
import { object } from './json.ts'
import { isPriced } from './price-table.ts'
import { checkShape } from './shape.ts'

/** What is wrong with a price list in the form of the gateway's datasheet: only models that are read count, and only what is read of them. */
export function checkPrices(sheet: Node): readonly Problem[] {
  const entries = sheet.kind === 'map' ? sheet.entries : []
  return entries.flatMap(({ key, value }) =>
    isPriced(object(plainValue(value))) ? checkShape(value, PRICE_SHAPE, key).problems.flatMap(mistake) : [],
  )
}

/** The datasheet has many keys beside those that are read: one of them may look like a slip and is none. What it holds stops no gateway. */
function mistake({ hint: _hint, ...problem }: Problem): readonly Problem[] {
  return problem.severity === 'warning' ? [] : [problem]
}
