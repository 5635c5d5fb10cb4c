import type { Bytes } from '../../message/bytes.ts'
import type { HeaderList } from '../../message/headers.ts'
import { entryOf } from '../../shape/source/tree.ts'
import type { Node } from '../../shape/source/tree.ts'
import type { ByteStep } from '../outcome.ts'
import { attachedBytes, isFileDirective, isFileSlip } from './attached-shape.ts'
import { duration } from '../../shape/durations.ts'
import { either, list, turned } from '../../shape/combine.ts'
import { jsonText } from '../../shape/json-value.ts'
import { map, property } from '../../shape/maps.ts'
import type { KeyRule } from '../../shape/maps.ts'
import { boolean, number, oneWordOf, text } from '../../shape/scalars.ts'
import { suggest, wrongType } from '../../shape/shape.ts'
import type { ReadContext, Shape } from '../../shape/shape.ts'

/** Text, or `{ $base64: … }` for bytes that are no text, or `{ $file: … }` for those of a file. */
export const bytes: Shape<Bytes> = either(text(), bytesMap())

/** Any value as compact JSON, or `{ $base64: … }` or `{ $file: … }` as the bytes themselves. */
export const jsonBytes: Shape<Bytes> = jsonOrBytes()

/** Header names with a value, or a list of values where the header repeats. */
export const headers: Shape<HeaderList> = headerShape()

/** Steps of a stream: a map is one `data:` frame. */
export const eventSteps: Shape<readonly ByteStep[]> = steps(true)

/** Steps of raw bytes: nothing is framed. */
export const rawSteps: Shape<readonly ByteStep[]> = steps(false)

/** What a header's name may be (RFC 9110). */
export const HEADER_NAMES: KeyRule = {
  pattern: "^[!#$%&'*+.^_`|~0-9A-Za-z-]+$",
  problem: (name) => ({
    code: 'wrong-value',
    message: `"${name}" is no header name`,
    hint: 'letters, digits and dashes, e.g. x-team',
  }),
}
const NAME = new RegExp(HEADER_NAMES.pattern)

const DIRECTIVES = ['$wait', '$end', '$base64', '$file']

function base64Map(): Shape<Uint8Array> {
  const content = text({
    want: 'base64 text',
    schema: { contentEncoding: 'base64', pattern: '^[A-Za-z0-9+/=\\s]*$' },
    check(value, node, context, label) {
      if (
        /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}(?:==)?|[A-Za-z0-9+/]{3}=?)?$/.test(
          value.replace(/\s/g, ''),
        )
      )
        return true
      context.report({ code: 'bad-base64', at: node, message: `${label} is not base64` })
      return false
    },
  })
  const shape = map(
    { $base64: property(content, 'Bytes, in base64.') },
    { want: '{ $base64: … }', required: ['$base64'] },
  )
  const bytes = turned(shape, ({ $base64 }) => new Uint8Array(Buffer.from($base64!, 'base64')))
  return { ...bytes, schema: (context) => context.define('base64', () => shape.schema(context)) }
}

function jsonOrBytes(): Shape<Bytes> {
  const json = jsonText()
  const raw = bytesMap()
  return {
    ...json,
    read(node, context, label) {
      if (isDirective(node, '$base64') || isFileDirective(node)) return raw.read(node, context, label)
      return isFileSlip(node, context, label) ? undefined : json.read(node, context, label)
    },
  }
}

/** Both kinds of maps that stand for bytes. */
function bytesMap(): Shape<Bytes> {
  const base64 = base64Map()
  return {
    kinds: ['map'],
    want: '{ $base64: … } or { $file: … }',
    read: (node, context, label) =>
      (isFileDirective(node) ? attachedBytes : base64).read(node, context, label),
    schema: (context) => ({ anyOf: [base64.schema(context), attachedBytes.schema(context)] }),
  }
}

/** What stands behind the end of the connection is never sent. */
function steps(framed: boolean): Shape<readonly ByteStep[]> {
  const listed = turned(list(step(framed)), (found) => found.flat())
  const file = fileSteps(framed)
  const listOrFile: Shape<readonly ByteStep[]> = {
    ...either(listed, file),
    read: (node, ...rest) => (isFileDirective(node) ? file : listed).read(node, ...rest),
  }
  return turned(listOrFile, (all, node, context, label) => {
    const end = all.findIndex(({ kind }) => kind === 'end')
    const isPlain = node.kind === 'list' && node.items.length === all.length
    const behind = end === -1 || !isPlain ? undefined : node.items[end + 1]
    if (behind !== undefined)
      context.report({
        code: 'never-sent',
        severity: 'warning',
        at: behind,
        message: `${label}[${end + 1}] is never sent: $end stands before it`,
        hint: 'put { $end: … } last',
      })
    return all
  })
}

/** `{ $file: answer.sse }`: the events of a recorded stream, one step each; of raw bytes one for all. */
function fileSteps(framed: boolean): Shape<readonly ByteStep[]> {
  return turned(attachedBytes, (content, node, context, label): readonly ByteStep[] | undefined => {
    if (!framed) return [{ kind: 'send', data: content }]
    const events = typeof content === 'string' ? (content.match(EVENT) ?? []) : []
    if (events.some((event) => /^data\b/m.test(event)))
      return events.map((data): ByteStep => ({ kind: 'send', data }))
    context.report({
      code: 'wrong-value',
      at: node,
      message: `${label}: the file holds no events`,
      hint: 'a recorded stream has lines such as data: {…}, with a blank line behind each; body: { $file: … } sends any file',
    })
    return undefined
  })
}

/** One event with the blank lines behind it; the last one may lack them. */
const EVENT = /(?:[^\r\n]+(?:\r\n|\r|\n|$))+(?:\r\n|\r|\n)*/g

function step(framed: boolean): Shape<ByteStep | readonly ByteStep[]> {
  const sent = turned(text(), (data): ByteStep => ({ kind: 'send', data }))
  const raw = turned(base64Map(), (data): ByteStep => ({ kind: 'send', data }))
  const file = fileSteps(framed)
  const wait = turned(
    map({ $wait: property(duration(), 'Silence for so many milliseconds.') }),
    ({ $wait }): ByteStep => ({ kind: 'wait', ms: $wait! }),
  )
  const end = turned(
    map({
      $end: property(
        oneWordOf(['fin', 'reset', 'hang']),
        'Ends the connection here: closed, reset, or silent for ever.',
      ),
    }),
    ({ $end }): ByteStep => ({ kind: 'end', how: $end! }),
  )
  const frame = turned(jsonText(), (json): ByteStep => ({ kind: 'send', data: `data: ${json}\n\n` }))
  const special = { $wait: wait, $end: end, $base64: raw, $file: file } as const
  return {
    kinds: ['text', 'map'],
    want: framed ? 'a text, a map, $file, $wait or $end' : 'a text, $base64, $file, $wait or $end',
    read(node, context, label) {
      if (node.kind !== 'map') return sent.read(node, context, label)
      const key = node.entries[0]?.key ?? ''
      const directive = Object.hasOwn(special, key) ? special[key as keyof typeof special] : undefined
      if (directive !== undefined) return directive.read(node, context, label)
      if (key.startsWith('$') || !framed) return unknownDirective(node, key, context, label)
      if (isFileSlip(node, context, label)) return undefined
      return frame.read(node, context, label)
    },
    schema: (context) => ({
      anyOf: [
        { type: 'string', description: 'Sent as it stands.' },
        ...[wait, end, raw, file].map((shape) => shape.schema(context)),
        ...(framed
          ? [
              {
                type: 'object',
                propertyNames: { pattern: '^[^$]' },
                description: 'One `data:` frame, as compact JSON.',
              },
            ]
          : []),
      ],
    }),
  }
}

function unknownDirective(node: Node, key: string, context: ReadContext, label: string): undefined {
  const entry = node.kind === 'map' ? entryOf(node, key) : undefined
  context.report({
    code: 'unknown-key',
    at: entry?.keyRange ?? node,
    message: `unknown key "${key}" in ${label}`,
    hint: suggest(key, DIRECTIVES),
  })
}

function isDirective(node: Node, key: string): boolean {
  return node.kind === 'map' && node.entries.length === 1 && node.entries[0]!.key === key
}

function headerShape(): Shape<HeaderList> {
  const asWritten = (value: unknown, node: Node) =>
    'written' in node && node.kind === 'number' ? node.written : String(value)
  const line = text({
    schema: { pattern: '^[^\\r\\n\\u0000]*$' },
    check(value, node, context, label) {
      if (!/[\r\n\0]/.test(value)) return true
      context.report({ code: 'wrong-value', at: node, message: `${label}: a header holds no line breaks` })
      return false
    },
  })
  const one: Shape<string> = either(line, turned(number(), asWritten), turned(boolean(), asWritten))
  const value = either(
    turned(one, (single) => [single]),
    list(one),
  )
  return {
    kinds: ['map'],
    want: 'a map of headers',
    read(node, context, label) {
      if (node.kind !== 'map') return wrongType(node, context, label, 'a map of headers')
      const pairs: [string, string][] = []
      let good = true
      for (const entry of node.entries) {
        const isName = NAME.test(entry.key)
        if (!isName) context.report({ ...HEADER_NAMES.problem(entry.key), at: entry.keyRange })
        const values = value.read(entry.value, context, `${label}.${entry.key}`)
        if (values === undefined || !isName) good = false
        else for (const text of values) pairs.push([entry.key, text])
      }
      return good ? pairs : undefined
    },
    schema: (context) => ({
      type: 'object',
      propertyNames: { pattern: HEADER_NAMES.pattern },
      additionalProperties: value.schema(context),
    }),
  }
}
