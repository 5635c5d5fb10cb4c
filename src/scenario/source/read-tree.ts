import type { Alias, Document, ParsedNode, Scalar, YAMLMap, YAMLSeq } from 'yaml'
import { finish } from '../finish.ts'
import { cutLongList } from './long-list.ts'
import type { Problem } from './problem.ts'
import { tokenSteps } from './tokens.ts'
import { entryOf } from './tree.ts'
import type { Entry, Node, Range } from './tree.ts'
import { yaml } from './yaml.ts'

/** What aliases may add to a file, in nodes. */
const MAX_ALIASED_NODES = 20_000
const MAX_DEPTH = 200
/** Mistakes that stand by themselves. After any other one what follows is mostly its echo. */
const SINGLE = ['TAB_AS_INDENT', 'BAD_SCALAR_START', 'TAG_RESOLVE_FAILED', 'BAD_DQ_ESCAPE']
const MAX_SYNTAX_PROBLEMS = 5

/**
 * YAML or JSON text → its tree, `undefined` when it is empty. Where the syntax is broken there is no tree, only problems:
 * what would be read from it is guesswork.
 */
export function readTree(text: string): TreeResult {
  return finish(treeSteps(text))
}

export interface TreeResult {
  readonly tree: Node | undefined
  readonly problems: readonly Problem[]
}

/** `readTree` in small steps, however long the file's list of scenarios is. */
export function* treeSteps(text: string): Generator<void, TreeResult> {
  const tokens = yield* tokenSteps(text)
  if ('code' in tokens) return { tree: undefined, problems: [tokens] }
  const { Composer } = yaml()
  const { tokens: opening, rest } = cutLongList(tokens)
  const parts = [...new Composer(OPTIONS).compose(opening, true, text.length)]
  for (const token of rest) {
    yield
    parts.push(...new Composer(OPTIONS).compose([token], true, text.length))
  }
  const problems = problemsOf(parts, rest.length, text)
  const [first] = parts
  if (problems.length > 0 || first === undefined || first.contents === null)
    return { tree: undefined, problems }
  return yield* nodes(
    first.contents as ParsedNode,
    parts.slice(1).map(({ contents }) => contents as YAMLSeq.Parsed),
  )
}

const OPTIONS = { prettyErrors: false, uniqueKeys: false, logLevel: 'error' } as const

function problemsOf(parts: readonly Document.Parsed[], cuts: number, text: string): readonly Problem[] {
  const [first, second] = parts
  const looked = cuts > 0 || first === undefined ? parts : [first]
  const errors = looked
    .flatMap((part) => [...part.errors, ...part.warnings])
    .sort((a, b) => a.pos[0] - b.pos[0])
  const derailed = errors.findIndex(({ code }) => !SINGLE.includes(code))
  const own = errors.slice(0, derailed === -1 ? MAX_SYNTAX_PROBLEMS : derailed + 1)
  const problems = own.map((error) => syntaxProblem(error, text))
  return cuts > 0 || second === undefined ? problems : [...problems, secondDocument(second, text)]
}

/** What is wrong behind the first document is not looked at. */
function secondDocument({ range }: Document.Parsed, text: string): Problem {
  const start = Math.min(range[0], text.length)
  return {
    code: 'syntax',
    at: { start, end: Math.min(start + 80, text.length) },
    message: 'a second document begins here',
    hint: 'a file holds one document: leave out the "---" in the middle',
  }
}

function* nodes(from: ParsedNode, rest: readonly YAMLSeq.Parsed[]): Generator<void, TreeResult> {
  const reader = new TreeReader()
  try {
    const tree = reader.node(from, 0)
    for (const part of rest) {
      yield
      reader.more(tree, part)
    }
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
  readonly #yaml = yaml()
  readonly problems: Problem[] = []
  readonly #anchors = new Map<string, { node: Node | undefined; size: number }>()
  #aliased = 0
  #count = 0

  node(from: ParsedNode, depth: number): Node {
    if (depth > MAX_DEPTH) throw new Refused(tooDeep(rangeOf(from)))
    if (this.#yaml.isAlias(from)) return this.#alias(from as Alias.Parsed)
    const before = this.#count++
    const anchor = from.anchor
    if (anchor !== undefined) this.#anchors.set(anchor, { node: undefined, size: 0 })
    const node = this.#plain(from, depth)
    if (anchor !== undefined) this.#anchors.set(anchor, { node, size: this.#count - before })
    return node
  }

  /** Reads more items of a file's list of scenarios. */
  more(file: Node, part: YAMLSeq.Parsed): void {
    const list = file.kind === 'map' ? entryOf(file, 'scenarios')?.value : undefined
    if (list?.kind !== 'list') return
    const items = list.items as Node[]
    for (const item of part.items) items.push(this.node(item, 2))
  }

  #plain(from: ParsedNode, depth: number): Node {
    if (this.#yaml.isMap(from)) return this.#map(from as YAMLMap.Parsed, depth)
    if (this.#yaml.isSeq(from)) return this.#list(from as YAMLSeq.Parsed, depth)
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
      if (!this.#yaml.isScalar(key)) {
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
  text: string,
): Problem {
  const quote = /^Missing closing (["'])/.exec(error.message)?.[1]
  const opening = quote === undefined ? undefined : openQuote(text, quote)
  const start = opening ?? Math.min(error.pos[0], text.length)
  const at = { start, end: Math.min(Math.max(error.pos[1], start), start + 80, text.length) }
  const message =
    opening === undefined ? error.message.split('\n', 1)[0]!.replace(/:$/, '') : 'this quote is never closed'
  if (error.code === 'TAG_RESOLVE_FAILED')
    return { code: 'tag', at, message, hint: 'tags have no meaning here: leave it out' }
  return {
    code: error.code === 'BAD_ALIAS' ? 'alias' : 'syntax',
    at,
    message,
    hint: hintFor(error.code, error.message, text, start),
  }
}

/** Where the quote stands that is still open at the end of the text: every one before it was closed. */
function openQuote(text: string, quote: string): number {
  let at = text.lastIndexOf(quote)
  while (at > 0) {
    let run = at
    if (quote === '"') {
      while (text[run - 1] === '\\') run--
      if ((at - run) % 2 === 0) return at
    } else {
      // Two in a row stand for one inside.
      while (text[run - 1] === quote) run--
      if ((at - run) % 2 === 0) return run
    }
    at = text.lastIndexOf(quote, run - 1)
  }
  return Math.max(0, at)
}

function hintFor(code: string, message: string, text: string, start: number): string | undefined {
  const line = text.slice(text.lastIndexOf('\n', start - 1) + 1).split('\n', 1)[0]!
  if (/^[\s\u00a0\u200b]*[\u00a0\u200b\u2007\u202f\u3000]/.test(line))
    return 'the line begins with a space that is none to YAML (a no-break or wide one): type it anew'
  if (code === 'MISSING_CHAR' && !/closing|must end with|end with a/.test(message))
    return MISSING_HINTS.find(([words]) => message.includes(words))?.[1]
  return SYNTAX_HINTS[code]
}

const MISSING_HINTS = [
  ['Sequence item', 'begin the item with a dash: "- "'],
  ['map values', 'a key wants a colon behind it'],
  [', between', 'put a comma between two items'],
] as const

const SYNTAX_HINTS: Readonly<Record<string, string>> = {
  TAB_AS_INDENT: 'indent with spaces',
  MISSING_CHAR: 'close the quote or bracket',
  BLOCK_AS_IMPLICIT_KEY: 'put quotes around a text that holds ": "',
  BAD_INDENT: 'line it up with its neighbours',
  BAD_SCALAR_START: 'put quotes around it',
}

function tooDeep(at: Range): Problem {
  return { code: 'too-deep', at, message: `the file is nested more than ${MAX_DEPTH} levels deep` }
}
