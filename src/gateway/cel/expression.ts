import { createRequire } from 'node:module'
import type * as celModule from '@marcbachmann/cel-js'
import type { ASTNode } from '@marcbachmann/cel-js'
import { re2 } from '../../values/re2.ts'
import { costOf, MOST_STEPS } from './cost.ts'
import { childrenOf } from './nodes.ts'

/** The variables of a condition, with their types. */
export type VariableTypes = Readonly<Record<string, 'string' | 'double' | 'map<string, string>'>>

/** What a condition has to do with one of its maps: the keys that it names, in lower case, or all of it. */
export type ReadKeys = ReadonlySet<string> | 'all'

/** A condition in the Common Expression Language, compiled. */
export interface Expression {
  /** The variables that it reads. */
  readonly reads: ReadonlySet<string>
  /** For each of its variables that is a map. */
  readonly keys: ReadonlyMap<string, ReadKeys>
  /** False also where it cannot be evaluated: a key that is not there, a division by zero, a value that is no condition. */
  readonly holds: (variables: Readonly<Record<string, unknown>>) => boolean
}

export type Compiled =
  | { readonly ok: true; readonly expression: Expression }
  /** `unknown`: the variable that does not exist. */
  | { readonly ok: false; readonly message: string; readonly unknown?: string }

/**
 * Compiles a condition as cel-go does without extensions: other functions are refused, and `matches` takes RE2. Keys of maps are
 * lower case, however they are written. A condition that might take more than `MOST_STEPS` steps is refused, too.
 */
export function compileExpression(text: string, variables: VariableTypes): Compiled {
  const { Environment } = cel()
  const environment = new Environment({
    homogeneousAggregateLiterals: false,
    limits: { maxAstNodes: 2000, maxDepth: 100, maxListElements: 500, maxMapEntries: 500 },
  })
  for (const [name, type] of Object.entries(variables)) environment.registerVariable(name, type)
  environment.registerFunction('matches(string, string): bool', fits)
  environment.registerFunction(`string.${RE2_MATCHES}(string): bool`, fits)
  try {
    const written = environment.parse(text).ast
    const foreign = foreignFunction(written)
    if (foreign !== undefined) return { ok: false, message: `there is no function ${foreign}` }
    const parsed = environment.parse(asOurs(text, written, variables))
    const steps = costOf(parsed.ast)
    if (steps > MOST_STEPS)
      return { ok: false, message: `it may take ${steps} steps, and more than ${MOST_STEPS} are too many` }
    const { valid, type, error } = parsed.check()
    if (!valid) return failure(error)
    if (type !== 'bool' && type !== 'dyn') return { ok: false, message: `it is no condition but a ${type}` }
    const holds: Expression['holds'] = (values) => {
      try {
        return parsed(values) === true
      } catch {
        return false
      }
    }
    return { ok: true, expression: { ...whatIsRead(parsed.ast, variables), holds } }
  } catch (error) {
    return failure(error)
  }
}

/** The library is loaded for the first condition: who has none does not wait for it. */
function cel(): typeof celModule {
  return (loaded ??= createRequire(import.meta.url)('@marcbachmann/cel-js') as typeof celModule)
}

/** Loads it ahead, where `require` would not take it. */
export async function loadExpressions(): Promise<void> {
  loaded ??= await import('@marcbachmann/cel-js')
}

let loaded: typeof celModule | undefined

function failure(error: unknown): Compiled {
  const { summary, message } = error as { summary?: string; message?: string }
  const told = (summary ?? message ?? String(error)).split('\n')[0]!
  const unknown = /^Unknown variable: (\S+)$/.exec(told)?.[1]
  return { ok: false, message: told, ...(unknown !== undefined && { unknown }) }
}

/** The method of the library runs the engine's own expressions, which some texts keep busy for ever; ours has a name of its own. */
const RE2_MATCHES = 're2Matches'

function fits(text: string, pattern: string): boolean {
  return re2().compile(pattern).matcher(text).find()
}

/** What cel-go has without extensions. */
const FUNCTIONS: ReadonlySet<string> = new Set(
  [
    'bool bytes double duration dyn has int matches size string timestamp type uint',
    'contains endsWith startsWith all exists exists_one filter map',
    'getDate getDayOfMonth getDayOfWeek getDayOfYear getFullYear',
    'getHours getMilliseconds getMinutes getMonth getSeconds',
  ].flatMap((names) => names.split(' ')),
)

function foreignFunction(node: ASTNode): string | undefined {
  if ((node.op === 'call' || node.op === 'rcall') && !FUNCTIONS.has(node.args[0])) return node.args[0]
  for (const child of childrenOf(node)) {
    const found = foreignFunction(child)
    if (found !== undefined) return found
  }
  return undefined
}

/** The text with our own `matches`, and with the keys of its maps in lower case. */
function asOurs(text: string, ast: ASTNode, variables: VariableTypes): string {
  const changes: { readonly from: number; readonly to: number; readonly by: string }[] = []
  const isMap = (node: ASTNode) => node.op === 'id' && variables[node.args] === MAP
  const lower = ({ op, args, start, end }: ASTNode) => {
    if (op === 'value' && typeof args === 'string')
      changes.push({ from: start, to: end, by: text.slice(start, end).toLowerCase() })
  }
  const walk = (node: ASTNode): void => {
    if (node.op === 'rcall' && node.args[0] === 'matches') {
      const from = text.indexOf('matches', node.args[1].end)
      changes.push({ from, to: from + 'matches'.length, by: RE2_MATCHES })
    }
    if (node.op === '[]' && isMap(node.args[0])) lower(node.args[1])
    if (node.op === 'in' && isMap(node.args[1])) lower(node.args[0])
    childrenOf(node).forEach(walk)
  }
  walk(ast)
  let ours = text
  for (const { from, to, by } of changes.sort((a, b) => b.from - a.from))
    ours = ours.slice(0, from) + by + ours.slice(to)
  return ours
}

const MAP = 'map<string, string>'

function whatIsRead(ast: ASTNode, variables: VariableTypes): Pick<Expression, 'reads' | 'keys'> {
  const reads = new Set<string>()
  const keys = new Map<string, Set<string> | 'all'>()
  const named = (name: string, key: string | undefined): void => {
    reads.add(name)
    const before = keys.get(name)
    if (before === 'all') return
    if (key === undefined) keys.set(name, 'all')
    else keys.set(name, (before ?? new Set()).add(key))
  }
  const walk = (node: ASTNode): void => {
    const use = mapUse(node)
    if (use !== undefined && variables[use.map] === MAP) return named(use.map, use.key)
    if (node.op === 'id' && Object.hasOwn(variables, node.args)) {
      if (variables[node.args] === MAP) return named(node.args, undefined)
      reads.add(node.args)
    }
    childrenOf(node).forEach(walk)
  }
  walk(ast)
  return { reads, keys }
}

/** A look into a map at a key that is written there: `headers["x-tier"]`, `headers.tier`, `"x-tier" in headers`. */
function mapUse(node: ASTNode): { readonly map: string; readonly key: string } | undefined {
  if (node.op === '.' && node.args[0].op === 'id') return { map: node.args[0].args, key: node.args[1] }
  if (node.op !== '[]' && node.op !== 'in') return undefined
  const [map, key] = node.op === '[]' ? node.args : [node.args[1], node.args[0]]
  if (map.op !== 'id' || key.op !== 'value' || typeof key.args !== 'string') return undefined
  return { map: map.args, key: key.args }
}
