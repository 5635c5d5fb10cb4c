/** A key as it is compared when no field has exactly its name. Go lowers a dotted capital I to a plain one. */
export function foldKey(key: string): string {
  const lower = key.toLowerCase()
  return lower.length === key.length ? lower : key.replaceAll('\u0130', 'i').toLowerCase()
}
