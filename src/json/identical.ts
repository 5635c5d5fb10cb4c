/** Whether two JSON values have the same text: the order of keys counts. */
export function isIdentical(a: unknown, b: unknown): boolean {
  if (a === b) return true
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false
  if (Array.isArray(a) || Array.isArray(b)) return areIdenticalLists(a, b)
  const names = Object.keys(a)
  const others = Object.keys(b)
  if (names.length !== others.length) return false
  for (let index = 0; index < names.length; index++) {
    const name = names[index]!
    if (name !== others[index]) return false
    if (!isIdentical((a as Members)[name], (b as Members)[name])) return false
  }
  return true
}

type Members = Readonly<Record<string, unknown>>

function areIdenticalLists(a: object, b: object): boolean {
  if (!Array.isArray(a) || !Array.isArray(b) || a.length !== b.length) return false
  for (let index = 0; index < a.length; index++) if (!isIdentical(a[index], b[index])) return false
  return true
}
