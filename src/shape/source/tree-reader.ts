import type { Alias, ParsedNode, Scalar, YAMLMap, YAMLSeq } from 'yaml'
import type { Problem } from './problem.ts'
import { entryOf } from './tree.ts'
import type { Entry, Node, Range } from './tree.ts'
import { yaml } from './yaml.ts'

/** A tree that cannot be made, and why. */
export class Refused extends Error {
  readonly problem: Problem
  constructor(problem: Problem) {
    super(problem.message)
    this.problem = problem
  }
}

/** YAML nodes → the tree: aliases and merge keys resolved, within bounds. Throws `Refused` past them. */
export class TreeReader {
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
        this.problems.push(keyProblem(key, keyRange, rangeOf(from)))
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

/** What aliases may add to a file, in nodes. */
const MAX_ALIASED_NODES = 20_000
const MAX_DEPTH = 200

function scalar(from: Scalar.Parsed): Node {
  const { value } = from
  const written = from.source ?? ''
  const at = rangeOf(from)
  if (typeof value === 'string') return { kind: 'text', value, written, ...at }
  if (typeof value === 'number') return { kind: 'number', value, written, ...at }
  if (typeof value === 'boolean') return { kind: 'boolean', value, written, ...at }
  return { kind: 'null', value: null, written, ...at }
}

/** `reply: {{ message }}` is a map whose key is a map. */
function keyProblem(key: unknown, at: Range, around: Range): Problem {
  const isTemplate = yaml().isMap(key) && key.flow === true && at.start === around.start + 1
  return isTemplate
    ? {
        code: 'syntax',
        at: around,
        around,
        message: 'two braces without quotes are a map in a map',
        hint: `put a template in quotes: '{{ … }}'`,
      }
    : { code: 'syntax', at, around, message: 'a key must be plain text' }
}

/** `404: x` and `true: x` are keys too: what is written counts. */
function keyText(key: Scalar.Parsed): string {
  return typeof key.value === 'string' ? key.value : (key.source ?? String(key.value))
}

function rangeOf(node: { readonly range?: readonly [number, number, number] | null }): Range {
  return { start: node.range?.[0] ?? 0, end: node.range?.[1] ?? 0 }
}

function tooDeep(at: Range): Problem {
  return { code: 'too-deep', at, message: `the file is nested more than ${MAX_DEPTH} levels deep` }
}
