/**
 * A name as the value of a header. Beyond printable ASCII it is percent-encoded UTF-8, as in a URL; a name that could be
 * taken for an encoded one is encoded too, so that `fromHeaderText` gives every name back.
 */
export function headerText(name: string): string {
  if (!STRANGE.test(name)) return name
  // Half a surrogate pair is none in UTF-8.
  return Buffer.from(name)
    .toString()
    .replace(UNSAFE, (text) => encodeURIComponent(text))
}

/** The name that a header's value stands for; `undefined` where it is not percent-encoded UTF-8. */
export function fromHeaderText(value: string): string | undefined {
  if (!value.includes('%')) return undefined
  try {
    return decodeURIComponent(value)
  } catch {
    return undefined
  }
}

/** What cannot stand in a header as it is, blanks at its ends among it, or would be read as an escape. */
const STRANGE = /[^\x20-\x7e]|^ | $|%[0-9a-f]{2}/i
const UNSAFE = /[^\x20-\x7e]+|^ +| +$|%/g
