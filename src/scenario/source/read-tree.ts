import { isAlias, isMap, isScalar, isSeq, parseDocument } from 'yaml'
import type { Alias, ParsedNode, Scalar, YAMLMap, YAMLSeq } from 'yaml'
import type { Problem } from './problem.ts'
import { tooMuch } from './size-guard.ts'
import type { Entry, Node, Range } from './tree.ts'

/** What aliases may add to a file, in nodes. */
const MAX_ALIASED_NODES = 20_000
const MAX_DEPTH = 200
/** One open bracket can make a complaint of every line after it. */
const MAX_SYNTAX_PROBLEMS = 5

/**
 * YAML or JSON text → its tree, `undefined` when it is empty. Where the syntax is broken there is no tree, only problems:
 * what would be read from it is guesswork.
 */
export function readTree(text: string): { tree: Node | undefined; problems: readonly Problem[] } {
  const refusal = tooMuch(text)
  if (refusal !== undefined) return { tree: undefined, problems: [refusal] }
  const document = parseDocument(text, { prettyErrors: false, uniqueKeys: false, logLevel: 'error' })
  const problems = [...document.errors, ...document.warnings]
    .slice(0, MAX_SYNTAX_PROBLEMS)
    .map((error) => syntaxProblem(error, text.length))
  if (problems.length > 0 || document.contents === null) return { tree: undefined, problems }
  const reader = new TreeReader()
  try {
    const tree = reader.node(document.contents as ParsedNode, 0)
    const empty = tree.kind === 'null' && tree.start === tree.end
    return { tree: empty ? undefined : tree, problems: reader.problems }
  } catch (error) {
    if (error instanceof Refused) return { tree: undefined, problems: [error.problem] }
    throw error
  }
}

class Refused extends Error {
  readonly problem: Problem
  constructor(problem: Problem) {
    super(problem.message)
    this.problem = problem
  }
}

class TreeReader {
  readonly problems: Problem[] = []
  readonly #anchors = new Map<string, { node: Node | undefined; size: number }>()
  #aliased = 0
  #count = 0

  node(from: ParsedNode, depth: number): Node {
    if (depth > MAX_DEPTH) throw new Refused(tooDeep(rangeOf(from)))
    if (isAlias(from)) return this.#alias(from as Alias.Parsed)
    const before = this.#count++
    const anchor = from.anchor
    if (anchor !== undefined) this.#anchors.set(anchor, { node: undefined, size: 0 })
    const node = this.#plain(from, depth)
    if (anchor !== undefined) this.#anchors.set(anchor, { node, size: this.#count - before })
    return node
  }

  #plain(from: ParsedNode, depth: number): Node {
    if (isMap(from)) return this.#map(from as YAMLMap.Parsed, depth)
    if (isSeq(from)) return this.#list(from as YAMLSeq.Parsed, depth)
    return scalar(from as Scalar.Parsed)
  }

  #list(from: YAMLSeq.Parsed, depth: number): Node {
    return { kind: 'list', items: from.items.map((item) => this.node(item, depth + 1)), ...rangeOf(from) }
  }

  #map(from: YAMLMap.Parsed, depth: number): Node {
    const own = new Map<string, Entry>()
    const merged: Entry[] = []
    for (const pair of from.items) {
      const { key, value } = pair
      const keyRange = rangeOf(key)
      if (!isScalar(key)) {
        this.problems.push({ code: 'syntax', at: keyRange, message: 'a key must be plain text' })
        continue
      }
      const child: Node =
        value === null
          ? { kind: 'null', value: null, written: '', start: keyRange.end, end: keyRange.end }
          : this.node(value, depth + 1)
      if (key.value === '<<' && key.type === 'PLAIN') merged.push(...this.#mergeEntries(child))
      else this.#add(own, { key: keyText(key), keyRange, value: child })
    }
    for (const entry of merged) if (!own.has(entry.key)) own.set(entry.key, entry)
    return { kind: 'map', entries: [...own.values()], ...rangeOf(from) }
  }

  #add(own: Map<string, Entry>, entry: Entry): void {
    if (own.has(entry.key)) {
      this.problems.push({
        code: 'duplicate-key',
        at: entry.keyRange,
        message: `the key "${entry.key}" stands here twice`,
        hint: 'keep one of them',
      })
    } else own.set(entry.key, entry)
  }

  #mergeEntries(node: Node): readonly Entry[] {
    const sources = node.kind === 'list' ? node.items : [node]
    return sources.flatMap((source) => {
      if (source.kind === 'map') return source.entries
      this.problems.push({ code: 'wrong-type', at: source, message: '"<<" wants a map or a list of maps' })
      return []
    })
  }

  #alias(from: Alias.Parsed): Node {
    const at = rangeOf(from)
    const target = this.#anchors.get(from.source)
    if (target === undefined) {
      throw new Refused({
        code: 'alias',
        at,
        message: `there is no anchor "&${from.source}" before this alias`,
      })
    }
    if (target.node === undefined) {
      throw new Refused({
        code: 'alias',
        at,
        message: `the alias "*${from.source}" stands inside its own anchor`,
      })
    }
    this.#aliased += target.size
    this.#count += target.size
    if (this.#aliased > MAX_ALIASED_NODES) {
      throw new Refused({
        code: 'alias',
        at,
        message: `the aliases expand to more than ${MAX_ALIASED_NODES} values`,
      })
    }
    return target.node
  }
}

function scalar(from: Scalar.Parsed): Node {
  const { value } = from
  const written = from.source ?? ''
  const at = rangeOf(from)
  if (typeof value === 'string') return { kind: 'text', value, written, ...at }
  if (typeof value === 'number') return { kind: 'number', value, written, ...at }
  if (typeof value === 'boolean') return { kind: 'boolean', value, written, ...at }
  return { kind: 'null', value: null, written, ...at }
}

/** `404: x` and `true: x` are keys too: what is written counts. */
function keyText(key: Scalar.Parsed): string {
  return typeof key.value === 'string' ? key.value : (key.source ?? String(key.value))
}

function rangeOf(node: { readonly range?: readonly [number, number, number] | null }): Range {
  return { start: node.range?.[0] ?? 0, end: node.range?.[1] ?? 0 }
}

function syntaxProblem(
  error: { readonly code: string; readonly message: string; readonly pos: readonly [number, number] },
  length: number,
): Problem {
  const start = Math.min(error.pos[0], length)
  const at = { start, end: Math.min(Math.max(error.pos[1], start), start + 80, length) }
  const message = error.message.split('\n', 1)[0]!.replace(/:$/, '')
  if (error.code === 'TAG_RESOLVE_FAILED')
    return { code: 'tag', at, message, hint: 'tags have no meaning here: leave it out' }
  return {
    code: error.code === 'BAD_ALIAS' ? 'alias' : 'syntax',
    at,
    message,
    hint: SYNTAX_HINTS[error.code],
  }
}

const SYNTAX_HINTS: Readonly<Record<string, string>> = {
  TAB_AS_INDENT: 'indent with spaces',
  MULTIPLE_DOCS: 'a file holds one document: leave out the "---" in the middle',
  MISSING_CHAR: 'close the quote or bracket',
  BLOCK_AS_IMPLICIT_KEY: 'put quotes around a text that holds ": "',
  BAD_INDENT: 'line it up with its neighbours',
}

function tooDeep(at: Range): Problem {
  return { code: 'too-deep', at, message: `the file is nested more than ${MAX_DEPTH} levels deep` }
}
