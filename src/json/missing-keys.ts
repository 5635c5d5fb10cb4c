import { isObject } from './json-object.ts'

const MOST = 50

/** Paths of the keys that a value has and another lacks at the same place, `tools[0].function.strict`: the first fifty. */
export function missingKeys(value: unknown, other: unknown, path: string): readonly string[] {
  const found: string[] = []
  collect(value, other, path)
  return found

  function collect(one: unknown, two: unknown, at: string): void {
    if (found.length >= MOST) return
    if (Array.isArray(one) && Array.isArray(two))
      for (const [index, item] of one.entries()) collect(item, two[index], `${at}[${index}]`)
    if (!isObject(one) || !isObject(two)) return
    for (const [key, inner] of Object.entries(one)) {
      const place = /^[\w$-]+$/.test(key) ? `${at}.${key}` : `${at}[${JSON.stringify(key)}]`
      if (Object.hasOwn(two, key)) collect(inner, two[key], place)
      else if (found.length < MOST) found.push(place)
    }
  }
}
