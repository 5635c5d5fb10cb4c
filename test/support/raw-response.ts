/** An answer as it stood on the wire. */
export interface RawResponse {
  readonly statusLine: string
  readonly status: number
  /** Exact case, order and duplicates. */
  readonly headers: readonly (readonly [name: string, value: string])[]
  readonly chunked: boolean
  /** Sizes of the HTTP chunks, without the last, empty one; a chunk that was cut short counts with what came of it. */
  readonly chunks: readonly number[]
  /** Chunking removed. */
  readonly body: Uint8Array
  /** False when the bytes end before the answer does. */
  readonly complete: boolean
  /** Status lines of the `1xx` answers before this one. */
  readonly interim: readonly string[]
}

interface Head {
  readonly statusLine: string
  readonly status: number
  readonly headers: RawResponse['headers']
  readonly length: number
}

interface Body {
  readonly body: Uint8Array
  readonly chunks: readonly number[]
  readonly complete: boolean
  readonly end: number
}

/**
 * All answers in the bytes that a connection gave, in order. A body without a length goes on to the end of the bytes.
 * A head that was cut short counts as no answer. Throws on bytes that are no HTTP.
 */
export function parseResponses(bytes: Uint8Array): readonly RawResponse[] {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const responses: RawResponse[] = []
  let interim: string[] = []
  let at = 0
  for (let head = readHead(buffer, at); head !== undefined; head = readHead(buffer, at)) {
    at += head.length
    if (head.status >= 100 && head.status < 200) {
      interim.push(head.statusLine)
      continue
    }
    const { end, ...body } = readBody(buffer, at, head)
    const { statusLine, status, headers } = head
    responses.push({ statusLine, status, headers, chunked: isChunked(head), ...body, interim })
    interim = []
    at = end
  }
  return responses
}

function readHead(buffer: Buffer, at: number): Head | undefined {
  const end = buffer.indexOf('\r\n\r\n', at)
  if (end < 0) return undefined
  const [statusLine = '', ...lines] = buffer.toString('latin1', at, end).split('\r\n')
  const status = /^HTTP\/1\.[01] (\d{3})(?: |$)/.exec(statusLine)?.[1]
  if (status === undefined) throw new Error(`no status line: ${JSON.stringify(statusLine.slice(0, 100))}`)
  return { statusLine, status: Number(status), headers: lines.map(splitHeader), length: end + 4 - at }
}

function splitHeader(line: string): readonly [string, string] {
  const colon = line.indexOf(':')
  if (colon < 1) throw new Error(`no header: ${JSON.stringify(line.slice(0, 100))}`)
  return [line.slice(0, colon), line.slice(colon + 1).replace(/^[ \t]+|[ \t]+$/g, '')]
}

function isChunked(head: Head): boolean {
  return /\bchunked$/i.test(headerOf(head, 'transfer-encoding') ?? '')
}

function headerOf(head: Head, name: string): string | undefined {
  return head.headers.find(([key]) => key.toLowerCase() === name)?.[1]
}

function readBody(buffer: Buffer, start: number, head: Head): Body {
  if (head.status === 204 || head.status === 304) return fixed(buffer, start, 0)
  if (isChunked(head)) return readChunks(buffer, start)
  const length = headerOf(head, 'content-length')
  return length === undefined
    ? fixed(buffer, start, buffer.length - start)
    : fixed(buffer, start, Number(length))
}

function fixed(buffer: Buffer, start: number, length: number): Body {
  const end = Math.min(start + length, buffer.length)
  return {
    body: new Uint8Array(buffer.subarray(start, end)),
    chunks: [],
    complete: end === start + length,
    end,
  }
}

function readChunks(buffer: Buffer, start: number): Body {
  const pieces: Buffer[] = []
  const done = (complete: boolean, end: number): Body => ({
    body: new Uint8Array(Buffer.concat(pieces)),
    chunks: pieces.map((piece) => piece.length),
    complete,
    end,
  })
  let at = start
  for (;;) {
    const lineEnd = buffer.indexOf('\r\n', at)
    if (lineEnd < 0) return done(false, buffer.length)
    const size = chunkSize(buffer.toString('latin1', at, lineEnd))
    at = lineEnd + 2
    if (size === 0) {
      const trailer = buffer.indexOf('\r\n', at)
      // fasthttp sends no trailers: the empty line follows at once.
      return trailer === at ? done(true, at + 2) : done(false, buffer.length)
    }
    const piece = buffer.subarray(at, at + size)
    if (piece.length > 0) pieces.push(piece)
    if (at + size + 2 > buffer.length) return done(false, buffer.length)
    if (buffer.toString('latin1', at + size, at + size + 2) !== '\r\n')
      throw new Error('a chunk does not end where its size says')
    at += size + 2
  }
}

function chunkSize(line: string): number {
  if (!/^[0-9a-f]+(?:;.*)?$/i.test(line))
    throw new Error(`no chunk size: ${JSON.stringify(line.slice(0, 100))}`)
  return Number.parseInt(line, 16)
}
