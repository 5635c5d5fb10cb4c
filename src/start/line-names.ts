import { isVersion } from '../gateway/profiles/version.ts'

/** Who is no release of the gateway. */
export const SPECIAL_NAMES = ['docs', 'azure'] as const

/** Whether `--gateway` takes it: a version or another line, or several with commas between. */
export function isLineList(text: string): boolean {
  return text.split(',').every((part) => {
    const name = part.trim()
    return isVersion(name) || SPECIAL_NAMES.some((special) => special === name)
  })
}
