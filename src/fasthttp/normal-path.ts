/**
 * A path as the gateway's HTTP server reads it when no route takes it as it stands: percent signs decoded, double slashes
 * and dots resolved. Its characters are bytes.
 */
export function normalPath(path: string): string {
  let normal = decode(asBytes(`${path.startsWith('/') ? '' : '/'}${path}`))
  normal = replaceAll(normal, /\/\//, '/')
  normal = replaceAll(normal, /\/\.\//, '/')
  normal = replaceAll(normal, /(?:\/[^/]*)?\/\.\.\//, '/')
  const parent = /^(.*)\/[^/]*\/\.\.$/s.exec(normal)
  if (parent !== null) return `${parent[1] ?? ''}/`
  return normal === '/..' ? '/' : normal
}

/** The same path as it stands in a `Location`. */
export function quotedPath(path: string): string {
  return path.replace(/[^A-Za-z0-9\-_.~$&+,/:;=@]/g, (char) => {
    return `%${char.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`
  })
}

function asBytes(text: string): string {
  return Buffer.from(text, 'utf8').toString('latin1')
}

function decode(path: string): string {
  return path.replace(/%([0-9a-f]{2})/gi, (_, digits: string) =>
    String.fromCharCode(Number.parseInt(digits, 16)),
  )
}

/** Again and again from the left, for a replacement may make another one possible. */
function replaceAll(text: string, pattern: RegExp, by: string): string {
  let before: string
  let after = text
  do {
    before = after
    after = before.replace(pattern, by)
  } while (after !== before)
  return after
}
