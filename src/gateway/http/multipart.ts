/**
 * Whether the HTTP server refuses a body announced as `multipart/form-data`: it takes such a body apart before any
 * routing, and gives up when it is none (content-type-form). Without a boundary it does not try.
 */
export function isBrokenMultipart(contentType: string, body: Uint8Array): boolean {
  if (!contentType.toLowerCase().startsWith('multipart/form-data')) return false
  const boundary = /boundary="?([^";]+)"?/i.exec(contentType)?.[1]
  if (boundary === undefined) return false
  const text = Buffer.from(body).toString('latin1')
  return !(text.startsWith(`--${boundary}\r\n`) && text.includes(`\r\n--${boundary}--`))
}
