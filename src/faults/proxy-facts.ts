/** What proxies between gateway and client do with an answer: facts that were measured with the proxies named, before a chat stream. */

export interface ProxyFact {
  /** As `as_proxy` takes it. */
  readonly name: string
  /** What the client gets, one sentence. */
  readonly about: string
  /** Who does it: proxy, version, and how it is set up. */
  readonly proxies: readonly string[]
  /** What clients make of it, where that was seen. */
  readonly clients?: string
  /** The options that go with it. */
  readonly options: readonly ProxyOption[]
}

export type ProxyOption = 'after' | 'ms' | 'status' | 'body' | 'text'

/** Thirteen proxies were measured; for some facts it was not kept which of them did it. */
const UNNAMED = 'one of thirteen proxies that were measured; which one was not kept'

export const PROXY_FACTS: readonly ProxyFact[] = [
  {
    name: 'cut_chunked',
    about: 'The answer breaks off behind some events, and a regular last chunk says that this is all of it.',
    proxies: ['Caddy 2.6.2'],
    options: ['after'],
  },
  {
    name: 'cut_length',
    about: 'The answer breaks off behind some events, under a Content-Length that fits what is left of it.',
    proxies: ['lighttpd 1.4.69'],
    options: ['after'],
  },
  {
    name: 'cut_close',
    about:
      'The answer has no framing and breaks off behind some events with a regular close of the connection.',
    proxies: ['haproxy 2.6.12, also where the gateway reset the connection', 'others as well'],
    options: ['after'],
  },
  {
    name: 'head_only',
    about: 'The head of a 200 comes, then the connection closes without an event.',
    proxies: ['nginx 1.22 with buffering and an unframed answer of the gateway', 'varnish 7.1 with do_gzip'],
    options: [],
  },
  {
    name: 'no_byte',
    about: 'The request is worked on, then the connection closes without a byte of an answer.',
    proxies: ["Go's ReverseProxy on an answer that is shorter than its length"],
    clients: 'the openai client asks three times',
    options: [],
  },
  {
    name: 'one_read',
    about: 'The whole answer comes in one piece at its end.',
    proxies: [UNNAMED],
    options: [],
  },
  {
    name: 'pairs',
    about: 'The first byte of a stream is held back, 200 ms unless given, and its events come in pairs.',
    proxies: ['haproxy, as it is set up by default'],
    options: ['ms'],
  },
  {
    name: 'own_answer',
    about:
      "The proxy's own answer, HTML, text or empty, stands in the place of the gateway's JSON: no Retry-After, no request id.",
    proxies: [UNNAMED],
    options: ['status', 'body', 'text', 'ms'],
  },
  {
    name: 'empty_200',
    about: 'A 200 with an empty body.',
    proxies: [UNNAMED],
    options: ['ms'],
  },
  {
    name: 'text_line',
    about: 'Behind some events a line of text stands in the stream, then it ends regularly.',
    proxies: ['http-proxy-middleware 3.0.11'],
    options: ['after', 'text'],
  },
  {
    name: 'lower_case',
    about: 'The names of all headers are in lower case.',
    proxies: [UNNAMED],
    options: [],
  },
  {
    name: 'canonical_case',
    about: 'The names of all headers are in canonical case, such as X-Request-Id.',
    proxies: [UNNAMED],
    options: [],
  },
  {
    name: 'joined',
    about: 'Repeated headers are one, their values joined by commas; Set-Cookie stays.',
    proxies: [UNNAMED],
    options: [],
  },
  {
    name: 'first_copy_late',
    about:
      'The first copy of a request is answered late, and the same body that comes again at once: a proxy that repeats requests has two copies worked on.',
    proxies: ['haproxy with retry-on'],
    options: ['ms'],
  },
]

export const PROXY_NAMES: readonly string[] = PROXY_FACTS.map(({ name }) => name)
