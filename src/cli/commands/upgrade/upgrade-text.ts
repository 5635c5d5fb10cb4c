import { withEscapes } from '../../output/printable.ts'
import { count } from '../../output/log-text.ts'
import { changesOf } from './changes.ts'
import type { Change } from './changes.ts'
import type { Difference } from './differences.ts'
import type { Compared } from './play-scenarios.ts'

export interface UpgradeResult {
  readonly from: string
  readonly to: string
  readonly scenarios: number
  /** Requests that both lines answered. */
  readonly compared: number
  readonly differing: number
  /** Scenarios that no request could be made for: the request named them. */
  readonly named: readonly string[]
  readonly changes: readonly Change[]
  /** What the given configuration has that the line to come reads otherwise than its user may mean. */
  readonly configuration: readonly string[]
}

export function upgradeResult(
  from: string,
  to: string,
  compared: readonly Compared[],
  configuration: readonly string[] = [],
): UpgradeResult {
  const names = compared.flatMap(({ scenario }) => scenario ?? [])
  return {
    from,
    to,
    scenarios: new Set(names).size,
    compared: compared.length,
    differing: compared.filter(({ differences }) => differences.length > 0).length,
    named: [
      ...new Set(compared.flatMap(({ scenario, named }) => (named && scenario !== null ? scenario : []))),
    ],
    changes: changesOf(compared),
    configuration,
  }
}

/** The result for people, by what changes. */
export function upgradeText(result: UpgradeResult): string {
  const { from, to, scenarios, compared, differing, named, changes, configuration } = result
  const lines = [
    `${from} → ${to}: ${count(scenarios, 'scenario')} and a made-up answer, ${count(compared, 'request')} asked of both, ${differing} answered differently`,
  ]
  if (configuration.length > 0)
    lines.push('', 'Configuration', ...configuration.map((it) => `  ${withEscapes(it)}`))
  if (changes.length === 0) lines.push('', 'A client sees no change.')
  for (const part of Object.keys(TITLES) as (keyof typeof TITLES)[]) {
    const own = changes.filter((change) => change.part === part)
    if (own.length > 0) lines.push('', TITLES[part], ...partLines(own, result))
  }
  if (named.length > 0)
    lines.push(
      '',
      `Asked for by name, as no request was found that they answer: ${named.map(withEscapes).join(', ')}`,
    )
  return `${lines.map((line) => line.trimEnd()).join('\n')}\n`
}

const TITLES = {
  status: 'Status',
  ending: 'Connection',
  headers: 'Headers',
  body: 'Whole answers and errors',
  stream: 'Streams',
} as const

const SIGNS = { added: '+', removed: '-', changed: '~' } as const
const MOST_NAMES = 4
const MOST_CHARACTERS = 70

/** Changes that the same answers show stand together. */
function partLines(changes: readonly Change[], result: UpgradeResult): readonly string[] {
  const groups = groupBy(changes, ({ in: places }) => JSON.stringify(places))
  return [...groups.values()].flatMap((group) => [
    `  ${where(group[0]!, result)}`,
    ...siblings(group).flatMap(changeLines),
  ])
}

function changeLines({ kind, what, from, to }: Difference): readonly string[] {
  const line = `    ${SIGNS[kind]} ${withEscapes(what)}`
  return [kind === 'changed' ? `${line}: ${cut(from)} → ${cut(to)}` : `${line}  ${cut(from ?? to)}`]
}

/** Fields that come or go in the same object, as one. */
function siblings(changes: readonly Change[]): readonly Difference[] {
  const parents = groupBy(changes, ({ part, kind, what }) =>
    kind === 'changed' || part === 'headers' || !what.includes('.')
      ? what
      : `${kind} ${what.slice(0, what.lastIndexOf('.'))}`,
  )
  return [...parents.values()].map((group) => {
    const first = group[0]!
    if (group.length === 1) return first
    const parent = first.what.slice(0, first.what.lastIndexOf('.'))
    const names = group.map(({ what }) => what.slice(parent.length + 1)).join(', ')
    return { part: first.part, kind: first.kind, what: `${parent}: ${names}` }
  })
}

/** How many answers show it, and whose. */
function where({ in: places }: Change, { compared }: UpgradeResult): string {
  const answers = count(places.length, 'answer')
  if (places.length === compared) return `all ${answers}`
  const names = [
    ...new Set(places.map(({ scenario }) => (scenario === null ? 'the made-up answer' : scenario))),
  ]
  const more = names.length > MOST_NAMES ? ` and ${names.length - MOST_NAMES} more` : ''
  return `${answers}: ${names.slice(0, MOST_NAMES).map(withEscapes).join(' | ')}${more}`
}

function cut(text: string | undefined): string {
  const shown = withEscapes(text ?? '')
  return shown.length > MOST_CHARACTERS ? `${shown.slice(0, MOST_CHARACTERS)}…` : shown
}

function groupBy<T>(list: readonly T[], keyOf: (item: T) => string): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>()
  for (const item of list) {
    const key = keyOf(item)
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [item])
    else group.push(item)
  }
  return groups
}
