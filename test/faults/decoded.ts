export interface Decoded {
  readonly status: number
  readonly type: string
  /** The body without its framing, as far as it came. */
  readonly body: string
  /** The body with its framing. */
  readonly pieces: string
  /** The message came to its end. */
  readonly complete: boolean
}

/** Reads the bytes of one answer, also of one that broke off. */
export function decoded(bytes: Buffer): Decoded {
  const end = bytes.indexOf('\r\n\r\n')
  const head = bytes.subarray(0, end === -1 ? bytes.length : end).toString('latin1')
  const rest = end === -1 ? Buffer.alloc(0) : bytes.subarray(end + 4)
  const header = (name: string) => new RegExp(`^${name}: (.*)$`, 'im').exec(head)?.[1] ?? ''
  const { body, complete } = /chunked/i.test(header('transfer-encoding'))
    ? unchunked(rest)
    : { body: rest, complete: end !== -1 && rest.length >= Number(header('content-length')) }
  return {
    status: Number(/^HTTP\/1\.1 (\d+)/.exec(head)?.[1] ?? 0),
    type: header('content-type'),
    body: body.toString('utf8'),
    pieces: rest.toString('utf8'),
    complete,
  }
}

function unchunked(bytes: Buffer): { body: Buffer; complete: boolean } {
  const parts: Buffer[] = []
  let at = 0
  for (;;) {
    const line = bytes.indexOf('\r\n', at)
    if (line === -1) return { body: Buffer.concat(parts), complete: false }
    const size = Number.parseInt(bytes.subarray(at, line).toString('latin1'), 16)
    if (size === 0) return { body: Buffer.concat(parts), complete: true }
    parts.push(bytes.subarray(line + 2, line + 2 + size))
    at = line + 2 + size + 2
  }
}
