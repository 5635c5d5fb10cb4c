/** Who is no release of the gateway. */
export const SPECIAL_NAMES = ['docs', 'azure'] as const

/** Whether `--gateway` takes it: a version or another line, or several with commas between. */
export function isLineList(text: string): boolean {
  return text.split(',').every((part) => {
    const name = part.trim()
    return isVersion(name) || SPECIAL_NAMES.some((special) => special === name)
  })
}

/** `1.4.19`, `v1.4.22`, `1.5`. */
export function isVersion(text: string): boolean {
  return /^v?\d+(\.\d+){0,3}$/.test(text)
}
