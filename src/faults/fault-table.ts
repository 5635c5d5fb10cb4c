import { PROXY_FACTS, PROXY_NAMES } from './proxy-facts.ts'
import type { ProxyOption } from './proxy-facts.ts'

/** Every fault that can be ordered by name: what it does and what it takes. What it does to a plan stands elsewhere. */

/** `wire`: between gateway and client. `upstream`: to the deployment's answer, before the gateway sees it. */
export type FaultSide = 'wire' | 'upstream'

export type FaultOption =
  | {
      readonly kind: 'number'
      readonly about: string
      readonly min: number
      readonly max?: number
      readonly whole?: boolean
      /** It counts milliseconds, and may be written with a unit: `2s`. */
      readonly isDuration?: true
    }
  | { readonly kind: 'word'; readonly about: string; readonly words: readonly string[] }
  | { readonly kind: 'text'; readonly about: string }

export type FaultOptions = Readonly<Record<string, FaultOption>>

export interface FaultEntry {
  readonly name: string
  readonly side: FaultSide
  /** One sentence. */
  readonly about: string
  readonly options: FaultOptions
  /** Options of which at most one may be given. */
  readonly oneOf: readonly string[]
  /** As in the header `x-emulator-fault`. */
  readonly example: string
  /** The option that a bare word stands for (`as_proxy:pairs`); it must be given. */
  readonly bare?: string
  /** Options that go with some words of the bare one only. */
  readonly goesWith?: Readonly<Record<string, readonly string[]>>
}

export function faultTable(): readonly FaultEntry[] {
  return ENTRIES
}

export function faultNames(): readonly string[] {
  return NAMES
}

export function findFault(name: string): FaultEntry | undefined {
  return BY_NAME.get(name)
}

function count(about: string, min = 0): FaultOption {
  return { kind: 'number', about, min, max: 1_000_000, whole: true }
}

function duration(about: string, min = 0): FaultOption {
  return { kind: 'number', about, min, max: 86_400_000, isDuration: true }
}

function text(about: string): FaultOption {
  return { kind: 'text', about }
}

const STATUS = {
  kind: 'number',
  about: 'the HTTP status',
  min: 200,
  max: 599,
  whole: true,
} as const

const share: FaultOption = { kind: 'number', about: 'this share of the body, 0 to 1', min: 0, max: 1 }

/** Where a fault hits; half of the body unless given. */
const PLACE = {
  after: count('after so many frames (events of a stream)'),
  chars: count('after so many characters of the body'),
  fraction: share,
}
const POSITION = {
  ...PLACE,
  ms: duration('so many milliseconds after the request was accepted'),
  in: {
    kind: 'word',
    about: 'count characters and share within the arguments of tool calls',
    words: ['tool_arguments'],
  },
} as const satisfies FaultOptions
const ONE_POSITION = ['after', 'chars', 'fraction', 'ms']

const EVENT = { after: count('the frame that follows so many others; 1 unless given') }

const ERROR_BODY = {
  message: text("the error's message"),
  type: text("the error's type"),
  code: text("the error's code"),
}

const CHANCE = { chance: { kind: 'number', about: 'how likely it hits, 0 to 1', min: 0, max: 1 } } as const

function entry(
  side: FaultSide,
  name: string,
  about: string,
  example: string,
  options: FaultOptions = {},
  oneOf: readonly string[] = [],
  rest: Pick<FaultEntry, 'bare' | 'goesWith'> = {},
): FaultEntry {
  return Object.freeze({ name, side, about, options: { ...options, ...CHANCE }, oneOf, example, ...rest })
}

const PROXY_OPTIONS: Readonly<Record<ProxyOption, FaultOption>> = {
  after: count('behind so many events of a stream; half of them unless given'),
  ms: duration('pairs: held back for (200); first_copy_late: later by (1000); else: when it comes'),
  status: { ...STATUS, about: '502 unless given', min: 400 },
  body: { kind: 'word', about: 'html unless given', words: ['html', 'text', 'empty'] },
  text: text('the text that the proxy writes'),
}

const ENTRIES: readonly FaultEntry[] = [
  entry('wire', 'delay', 'The whole answer comes later, its head too.', 'delay:ms=2000', {
    ms: duration('how much later; 1000 unless given'),
  }),
  entry(
    'wire',
    'stall',
    'The answer stops for a while in the middle, then goes on.',
    'stall:after=2,for=5000',
    { ...POSITION, for: duration('how long it is silent; 1000 unless given') },
    ONE_POSITION,
  ),
  entry(
    'wire',
    'cut',
    'The connection closes (FIN) before the answer is complete.',
    'cut:after=3',
    POSITION,
    ONE_POSITION,
  ),
  entry('wire', 'no_done', 'The stream ends well, but without data: [DONE].', 'no_done'),
  entry(
    'wire',
    'reset',
    'The connection is reset (RST) in the middle of the answer.',
    'reset:after=3',
    POSITION,
    ONE_POSITION,
  ),
  entry(
    'wire',
    'hang',
    'The answer goes silent and the connection stays open.',
    'hang:after=3',
    POSITION,
    ONE_POSITION,
  ),
  entry('wire', 'garble', 'One frame holds broken JSON: its second half is missing.', 'garble:after=1', {
    ...EVENT,
    text: text('what stands in the frame instead'),
  }),
  entry('wire', 'duplicate', 'One frame comes twice.', 'duplicate:after=1', EVENT),
  entry('wire', 'swap', 'Two neighbouring frames come in the wrong order.', 'swap:after=1', EVENT),
  entry('wire', 'drop_frame', 'One frame is missing.', 'drop_frame:after=1', EVENT),
  entry('wire', 'merge', 'Frames come together in one piece.', 'merge:frames=3', {
    frames: count('so many at a time; 2 unless given', 1),
  }),
  entry('wire', 'slice', 'The body leaves in writes of a few bytes each.', 'slice:bytes=5', {
    bytes: count('so many in each write; 1 unless given', 1),
  }),
  entry(
    'wire',
    'heartbeat',
    'Comment lines stand between the frames.',
    'heartbeat:every=1',
    {
      every: count('one before every so many frames; 1 unless given', 1),
      ms: duration('one every so many milliseconds', 1),
      text: text('what the comment says; ping unless given'),
    },
    ['every', 'ms'],
  ),
  entry(
    'wire',
    'error_event',
    'The stream ends with an error event instead of the rest, or goes on behind it.',
    'error_event:after=2,message=boom',
    {
      ...EVENT,
      ...ERROR_BODY,
      then: { kind: 'word', about: 'end unless given; go_on: the rest follows', words: ['end', 'go_on'] },
    },
  ),
  entry('wire', 'drip', 'The body comes slowly, a few bytes at a time.', 'drip:bytes=20,ms=50', {
    bytes: count('so many at a time; 16 unless given', 1),
    ms: duration('between them; 50 unless given'),
  }),
  entry('wire', 'content_type', 'The answer names a wrong content type.', 'content_type:type=text/html', {
    type: text('the value of Content-Type; text/html unless given'),
  }),
  entry(
    'wire',
    'truncate',
    'The body is shortened, and the message says that this is all of it.',
    'truncate:fraction=0.5',
    PLACE,
    ['after', 'chars', 'fraction'],
  ),
  entry('wire', 'empty_body', 'The answer has a head and an empty body.', 'empty_body'),
  entry(
    'wire',
    'wrong_length',
    'Content-Length says more than comes (then the connection closes), or less.',
    'wrong_length:by=10',
    { by: { kind: 'number', about: 'by so many bytes; 10 unless given', min: -1e9, max: 1e9, whole: true } },
  ),
  entry('wire', 'status', 'The answer is the same under another HTTP status.', 'status:code=503', {
    code: { ...STATUS, about: 'the HTTP status; 503 unless given' },
  }),
  entry(
    'wire',
    'stay_open',
    'Behind [DONE] the connection stays open for a while before the stream ends.',
    'stay_open:ms=2000',
    { ms: duration('how long; 5000 unless given') },
  ),
  entry(
    'wire',
    'as_proxy',
    'A proxy between gateway and client does what such proxies do.',
    'as_proxy:cut_chunked,after=3',
    { how: { kind: 'word', about: 'what it does', words: PROXY_NAMES }, ...PROXY_OPTIONS },
    [],
    {
      bare: 'how',
      goesWith: Object.fromEntries(
        Object.keys(PROXY_OPTIONS).map((option) => [
          option,
          PROXY_FACTS.filter(({ options }) => options.some((it) => it === option)).map(({ name }) => name),
        ]),
      ),
    },
  ),
  entry('upstream', 'upstream_refused', 'The deployment refuses the connection.', 'upstream_refused'),
  entry('upstream', 'upstream_dns', "The deployment's name cannot be resolved.", 'upstream_dns'),
  entry(
    'upstream',
    'upstream_reset',
    'The deployment resets the connection: before its first byte, or after some events.',
    'upstream_reset:after=2',
    { after: count('after so many events') },
  ),
  entry(
    'upstream',
    'upstream_hang',
    "The deployment goes silent until the gateway's time is up: at once, or after some events.",
    'upstream_hang:after=2',
    { after: count('after so many events') },
  ),
  entry(
    'upstream',
    'upstream_cut',
    'The deployment closes the connection before its answer is complete.',
    'upstream_cut:after=3',
    { after: count('after so many events; 1 unless given') },
  ),
  entry('upstream', 'upstream_html', 'A proxy answers with a page of HTML.', 'upstream_html:status=502', {
    status: { ...STATUS, about: 'the HTTP status; 502 unless given' },
  }),
  entry('upstream', 'upstream_empty', 'The deployment answers without a body.', 'upstream_empty:status=200', {
    status: { ...STATUS, about: 'the HTTP status; 200 unless given' },
  }),
  entry('upstream', 'upstream_not_json', 'The body is text where JSON should be.', 'upstream_not_json', {
    status: { ...STATUS, about: 'the HTTP status; 200 unless given' },
    text: text('the body'),
  }),
  entry('upstream', 'upstream_not_sse', 'A stream is answered with one whole JSON body.', 'upstream_not_sse'),
  entry(
    'upstream',
    'upstream_error_event',
    "The deployment's stream breaks off with an error event; a whole answer is that error.",
    'upstream_error_event:after=2',
    { after: count('after so many events; 0 (as the first) unless given'), ...ERROR_BODY },
  ),
  entry(
    'upstream',
    'upstream_garbage',
    "A line that is no JSON stands in the deployment's stream; a whole answer is half a body.",
    'upstream_garbage:after=1',
    { after: count('after so many events; 1 unless given'), text: text('the line') },
  ),
  entry('upstream', 'upstream_delay', 'The deployment answers later.', 'upstream_delay:ms=2000', {
    ms: duration('how much later; 1000 unless given'),
  }),
  entry(
    'upstream',
    'upstream_stall',
    'The deployment is silent for a while in the middle of its answer, then goes on.',
    'upstream_stall:after=2,for=5000',
    {
      after: count('after so many events; 1 unless given'),
      for: duration('how long it is silent; 1000 unless given'),
    },
  ),
]

const NAMES = Object.freeze(ENTRIES.map(({ name }) => name))
const BY_NAME = new Map(ENTRIES.map((it) => [it.name, it]))
