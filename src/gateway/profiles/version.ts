/** `1.4.19`, `v1.4.22`, `1.5`. */
export function isVersion(text: string): boolean {
  return /^v?\d+(\.\d+){0,3}$/.test(text)
}
