/** Path and query of a request target, without its fragment; of a whole URL without its scheme and host. */
export function splitTarget(target: string): readonly [path: string, query: string] {
  const local = target.startsWith('/') ? target : target.replace(ABSOLUTE, '') || '/'
  const [whole = ''] = local.split('#', 1)
  const mark = whole.indexOf('?')
  return mark === -1 ? [whole, ''] : [whole.slice(0, mark), whole.slice(mark + 1)]
}

/** The beginning of a target that is a whole URL: its scheme, its host. */
export const ABSOLUTE = /^([a-z][a-z0-9+.-]*):\/\/([^/?#]*)/i

/** A part of a target as it is meant; as it stands where its percent signs are no UTF-8. */
export function decodedPart(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
