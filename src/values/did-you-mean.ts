import { distance } from 'fastest-levenshtein'

/** `; did you mean …?` where a known name is near, else nothing. */
export function didYouMean(name: string, known: readonly string[], prefix = ''): string {
  const near = nearest(name, known)
  return near === undefined ? '' : `; did you mean ${prefix}${near}?`
}

/** The known name that a misspelt one is most likely meant to be. */
export function nearest(name: string, known: readonly string[]): string | undefined {
  const limit = name.length < 4 ? 1 : Math.max(2, Math.floor(name.length / 3))
  return known
    .map((it) => ({
      it,
      far: it.startsWith(name) && name.length > 2 ? 0 : distance(name.toLowerCase(), it.toLowerCase()),
    }))
    .filter(({ far }) => far <= limit)
    .sort((a, b) => a.far - b.far)[0]?.it
}
