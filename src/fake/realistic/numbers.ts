import type { Random } from '../../random/random.ts'
import type { Place } from '../generate/generation.ts'
import type { Conjunction } from '../schema/conjunction.ts'
import { BoundedMap } from '../../values/bounded-map.ts'
import { REFERENCE_TIME } from './faker.ts'
import { wordsOf } from './words.ts'

/** From, to, and how many digits after the point. */
type Span = readonly [low: number, high: number, digits: number]

const SPANS: readonly (readonly [RegExp, Span])[] = [
  [/\bage\b/, [18, 75, 0]],
  [/\byears? (of )?experience|years$/, [1, 20, 0]],
  [/\byear\b/, [1995, 2025, 0]],
  [/^month|month$/, [1, 12, 0]],
  [/^(day|day of month)$/, [1, 28, 0]],
  [/^hours?$|\bhour$/, [0, 23, 0]],
  [/^(minute|second)$/, [0, 59, 0]],
  [
    /\b(epoch|unix|timestamp|created|updated|modified|expires( at)?)\b/,
    [REFERENCE_TIME / 1000 - 31_536_000, REFERENCE_TIME / 1000, 0],
  ],
  [/\b(percent|percentage|pct|progress|completion|humidity)\b/, [1, 100, 1]],
  [/\b(confidence|probability|likelihood|similarity|certainty|relevance)\b/, [0.55, 0.99, 2]],
  [/\b(rating|stars)\b/, [3, 5, 1]],
  [/\b(salary|income|revenue|budget)\b/, [30_000, 150_000, 0]],
  [/\b(tax|discount|tip|shipping)( amount| rate)?$/, [1, 25, 2]],
  [/\b(price|cost|amount|total|subtotal|sum|balance|fee|payment|value|rate|spend|charge)\b/, [5, 500, 2]],
  [/\b(word|character|token) count\b/, [120, 900, 0]],
  [/\b(quantity|qty|count|number of|num|units|copies)\b/, [1, 12, 0]],
  [/\b(stock|inventory|views|downloads|followers|likes|attendees|reviews)\b/, [10, 900, 0]],
  [/\bscore\b/, [60, 98, 0]],
  [/\b(lat|latitude)$/, [-60, 65, 5]],
  [/\b(lng|lon|long|longitude)$/, [-170, 170, 5]],
  [/\b(temperature|temp|high|low|feels like)\b/, [-5, 32, 1]],
  [/\bwind|speed\b/, [3, 60, 1]],
  [/\bweight\b/, [1, 90, 1]],
  [/\b(height|width|length|depth)\b/, [10, 200, 0]],
  [/\b(distance|mileage|km|miles)\b/, [1, 120, 1]],
  [/\b(duration|minutes|mins|time|seconds)\b/, [5, 90, 0]],
  [/\bservings?|portions?\b/, [2, 8, 0]],
  [/\bcalories|kcal\b/, [120, 800, 0]],
  [/\b(protein|carbs|carbohydrates|fat|fiber|sugar)\b/, [2, 60, 1]],
  [/\b(bytes|file size|size)\b/, [1_024, 512_000, 0]],
  [/\bport\b/, [1_024, 9_999, 0]],
  [/\bstatus( code)?$/, [200, 204, 0]],
  [
    /\b(page|index|position|rank|order|step|level|priority|floor|version|iteration|step number|chapter)\b/,
    [1, 9, 0],
  ],
  [/^(limit|page size|per page)$/, [10, 50, 0]],
  [/\bpopulation\b/, [12_000, 4_000_000, 0]],
  [/\b(id|identifier|number|no)$/, [1_000, 99_999, 0]],
  [/\bdays\b/, [1, 30, 0]],
  [/\b(weeks|months)\b/, [1, 12, 0]],
]

/** A number that suits the key: a rating, a price, an age. Undefined when the key says nothing, or the bounds rule it out. */
export function realisticNumber(
  place: Place,
  conjunction: Conjunction,
  whole: boolean,
  random: Random,
): number | undefined {
  const title = conjunction.parts.find((part) => part.title !== undefined)?.title ?? ''
  const span = spanOf(wordsOf(place.key)) ?? spanOf(wordsOf(title))
  if (span === undefined) return undefined
  const low = Math.max(span[0], ...conjunction.parts.map((part) => part.minimum ?? -Infinity))
  const high = Math.min(span[1], ...conjunction.parts.map((part) => part.maximum ?? Infinity))
  if (low > high) return undefined
  const drawn = low + random.next() * (high - low)
  const scale = 10 ** (whole ? 0 : span[2])
  return Math.round(drawn * scale) / scale
}

const known = new BoundedMap<string, Span | undefined>(5000)

function spanOf(words: string): Span | undefined {
  if (words === '') return undefined
  return known.use(words, () => SPANS.find(([test]) => test.test(words))?.[1])
}
