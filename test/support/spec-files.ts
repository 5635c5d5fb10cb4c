import { readFileSync } from 'node:fs'

/** The releases that were recorded. */
export type Line = '1.3.60' | '1.4.10' | '1.4.19' | '1.4.24' | '1.5.1'
export type SchemaName = 'request' | 'response' | 'chunk' | 'error'

/** A JSON Schema, or a piece of one. */
export type Schema = { [key: string]: unknown }

/** A JSON Patch operation on one of the page's schemas. `nest`: the whole value may also come inside the key that `path` names. */
export interface SchemaPatch {
  readonly schema: Exclude<SchemaName, 'request'>
  readonly op: 'add' | 'replace' | 'remove' | 'move' | 'nest'
  readonly path: string
  readonly from?: string
  readonly value?: unknown
}

/** What a capture proves of a difference: every key that is there must hold for the named response (the first unless told). */
export interface Evidence {
  readonly capture: string
  /** Releases for which it holds; those of the difference unless told. */
  readonly lines?: readonly Line[]
  readonly response?: number
  readonly status?: number
  readonly header?: readonly [string, string]
  readonly noHeader?: string
  readonly body?: string
  readonly notBody?: string
  readonly bodyEnds?: string
  readonly upstreamBody?: string
  readonly notUpstreamBody?: string
  readonly upstreamUrl?: string
  readonly upstreamHeader?: readonly [string, string]
  readonly noUpstreamHeader?: string
  /** Azure could write its whole stream: the gateway never closed the connection. */
  readonly upstreamReadToEnd?: boolean
  readonly calls?: number
  readonly ended?: string
  readonly interim?: string
  readonly chunksPerEvent?: boolean
  /** Events of a stream, `[DONE]` included. */
  readonly events?: number
  /** At least so many pieces reached the client at different times. */
  readonly arrivals?: number
}

/** One difference between the documentation page and the gateway. */
export interface Difference {
  readonly id: string
  readonly group: 'requests' | 'answers' | 'streams' | 'errors' | 'headers' | 'connection'
  readonly where: string
  readonly page: string
  readonly wire: string
  readonly captures: readonly string[]
  readonly lines: readonly Line[]
  readonly shows?: readonly Evidence[]
  readonly allows?: readonly SchemaPatch[]
  readonly promises?: readonly SchemaPatch[]
}

export const specFolder = new URL('../../spec/', import.meta.url)

export function readSpec(path: string): unknown {
  return JSON.parse(readSpecText(path))
}

export function readSpecText(path: string): string {
  return readFileSync(new URL(path, specFolder), 'utf8')
}

export function differences(): readonly Difference[] {
  return (readSpec('observed.json') as { differences: Difference[] }).differences
}

/** One of the page's schemas with every `$ref` replaced by what it points to, and without `$id` and `$defs`. */
export function pageSchema(name: SchemaName): Schema {
  const file = `${name}.json`
  const { $id: _id, $defs: _defs, ...schema } = inline(readSpec(`schemas/${file}`), file) as Schema
  return schema
}

function inline(value: unknown, file: string): unknown {
  if (Array.isArray(value)) return value.map((entry) => inline(entry, file))
  if (typeof value !== 'object' || value === null) return value
  const { $ref, ...rest } = value as Schema
  if (typeof $ref === 'string') return { ...follow($ref, file), ...rest }
  return Object.fromEntries(Object.entries(rest).map(([key, entry]) => [key, inline(entry, file)]))
}

function follow(ref: string, from: string): Schema {
  const [target, pointer = ''] = ref.split('#')
  const file = target || from
  const steps = pointer.split('/').slice(1)
  const found = steps.reduce<unknown>(
    (at, step) => (at as Schema | undefined)?.[step],
    readSpec(`schemas/${file}`),
  )
  if (typeof found !== 'object' || found === null) throw new Error(`${from}: nothing at ${ref}`)
  return inline(found, file) as Schema
}
