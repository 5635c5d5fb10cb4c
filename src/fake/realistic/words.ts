import { BoundedMap } from '../../values/bounded-map.ts'

/** `orderItems`, `order_items`, `order-items` → `order items`: what a key says, in plain lower-case words. */
export function wordsOf(key: string): string {
  return key.length > LONGEST ? cutWords(key) : known.use(key, () => cutWords(key))
}

/** The same keys come again and again. */
const LONGEST = 64
const known = new BoundedMap<string, string>(1000)

function cutWords(key: string): string {
  return key
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replaceAll(/([A-Z]+)([A-Z][a-z])/g, '$1 $2')
    .replaceAll(/[^A-Za-z0-9]+/g, ' ')
    .trim()
    .toLowerCase()
}

/** What one of many is called: `categories` → `category`, `addresses` → `address`, `tags` → `tag`. */
export function singular(key: string): string {
  if (/(ss|us|is|news|series|data)$/i.test(key)) return key
  if (/ies$/i.test(key) && key.length > 4) return `${key.slice(0, -3)}y`
  if (/(sses|shes|ches|xes|zes)$/i.test(key)) return key.slice(0, -2)
  return /s$/i.test(key) && key.length > 2 ? key.slice(0, -1) : key
}

export function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}

export function slugOf(text: string): string {
  return text
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
}

/** What stands between spaces, marks of layout included: the way most programs count words. */
export function countWords(text: string): number {
  let count = 0
  let isInside = false
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    const isSpace =
      code <= 32 ? code === 32 || (code >= 9 && code <= 13) : code >= 160 && /\s/.test(text[at]!)
    if (!isSpace && !isInside) count++
    isInside = !isSpace
  }
  return count
}
