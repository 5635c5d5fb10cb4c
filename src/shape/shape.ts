import { nearest } from '../values/did-you-mean.ts'
import type { DiagnosticCode } from './diagnostic.ts'
import type { Problem } from './source/problem.ts'
import type { Kind, Node } from './source/tree.ts'
import { synonymOf } from './synonyms.ts'

export type JsonSchema = Record<string, unknown>

/** Names that the language refers to but does not own. A list that is left out is not checked. */
export interface KnownNames {
  readonly errors?: readonly string[] | undefined
  /** Methods that templates may call, as `module.method`. */
  readonly faker?: readonly string[] | undefined
}

/** The text of a file that a scenario file names, or why there is none; and what it holds as it stands, where it may be sent. */
export type Attachment = { readonly content?: string | Uint8Array } & (
  | { readonly text: string }
  | { readonly code: DiagnosticCode; readonly problem: string; readonly hint?: string }
)

export interface ReadContext {
  readonly names: KnownNames
  report(problem: Problem): void
  /** The file of this path, as written. */
  attach(path: string): Attachment
  /** Scenarios of a long file, which were read before the file as a whole. */
  readonly before?: ReadonlyMap<Node, unknown>
  /** Texts are sent as they stand: `{{` has no meaning in them. */
  readonly isVerbatim?: boolean
  /** A value may be a secret: no message repeats one, except a number where a number is wanted. */
  readonly isSecret?: boolean
  /** Told of each key that nothing acts on, where such keys are no mistake. `label` names the key. */
  passOver?(label: string): void
}

/** Collects the schemas that are referred to by name: recursive ones, and those used in many places. */
export interface SchemaContext {
  readonly names: KnownNames
  define(name: string, schema: () => JsonSchema): JsonSchema
}

/**
 * One kind of value in a scenario file. The same object reads it from a file and describes it as JSON Schema, so that
 * the checker and the published schema cannot disagree.
 */
export interface Shape<T> {
  readonly kinds: readonly Kind[]
  /** What it wants, for messages: "text", "a map". */
  readonly want: string
  /** The value, or `undefined` after every mistake in it was reported once. `label` names it in messages. */
  read(node: Node, context: ReadContext, label: string): T | undefined
  schema(context: SchemaContext): JsonSchema
}

export type ValueOf<S> = S extends Shape<infer T> ? T : never

export function wrongType(
  node: Node,
  context: ReadContext,
  label: string,
  want: string,
  hint = typeHint(node, want, context),
): undefined {
  const got = node.kind === 'null' ? 'nothing' : describe(node, context)
  context.report({
    code: 'wrong-type',
    at: node,
    message: `${label} must be ${want}, got ${got}`,
    hint,
  })
}

/** A hint for a name that is not in the list: the nearest one if it is near, else the whole list. */
export function suggest(name: string, known: readonly string[]): string {
  const meant = synonymOf(name, known)
  const list =
    known.length <= 24 ? `known: ${known.join(', ')}` : `known: ${known.slice(0, 24).join(', ')}, …`
  if (known.length === 0) return 'none is known here'
  if (meant !== undefined) return `did you mean "${meant}"? ${list}`
  const near = nearest(name, known)
  return near === undefined ? list : `did you mean "${near}"? ${list}`
}

function describe(node: Node, { isSecret }: ReadContext): string {
  if (node.kind === 'list' || node.kind === 'map' || isSecret === true) return `a ${node.kind}`
  return `the ${node.kind} ${node.kind === 'text' ? quote(String(node.value)) : node.written}`
}

function quote(text: string): string {
  return JSON.stringify(text.length > 40 ? `${text.slice(0, 39)}…` : text)
}

function typeHint(node: Node, want: string, { isSecret }: ReadContext): string | undefined {
  if (node.kind === 'null') return 'give a value, or leave the key out'
  if (node.kind === 'list' && want === 'a map with scenarios') return 'put "scenarios:" before the list'
  if (node.kind === 'map' && want.startsWith('a list')) return 'begin each item with a dash: "- "'
  if ((node.kind === 'number' || node.kind === 'boolean') && /\btext\b/.test(want)) {
    return isSecret === true ? 'put it in quotes' : `put it in quotes: "${node.written}"`
  }
  if (
    node.kind === 'text' &&
    /^(true|false|yes|no|on|off)$/i.test(String(node.value)) &&
    want.includes('true')
  ) {
    return 'write true or false, without quotes'
  }
  if (node.kind === 'text' && /number/.test(want) && /^\d+(\.\d+)?\s*(ms|s|m)$/.test(String(node.value))) {
    return 'leave the unit out'
  }
  return undefined
}
