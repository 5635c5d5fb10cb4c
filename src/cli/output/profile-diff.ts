import { differences } from '../../gateway/profiles/differences.ts'
import type { Difference } from '../../gateway/profiles/differences.ts'
import { DEFAULT_LINE, gatewayLine, gatewayLines } from '../../gateway/releases.ts'
import type { GatewayLine } from '../../gateway/releases.ts'
import { UsageError } from '../failure.ts'

/** How the gateway of one version differs from that of another, for people or as JSON; ends with a line break. */
export function profileDiff(version: string | undefined, other: string, json: boolean): string {
  const lines = [lineOf('--gateway', version ?? DEFAULT_LINE), lineOf('--diff', other)] as const
  const [a, b] = lines.map(({ profile }) => profile) as [GatewayLine['profile'], GatewayLine['profile']]
  const rows = differences(a, b)
  if (json)
    return `${JSON.stringify(
      rows.map((row) => asJson(row, [a.line, b.line])),
      null,
      2,
    )}\n`
  const notices = lines.flatMap(({ notice }) => (notice === undefined ? [] : [`${notice}\n`]))
  if (a === b) return [...notices, `${a.line} and ${b.line} are the same.\n`].join('')
  const width = Math.max(a.line.length, b.line.length)
  const text = rows.map((row, index) => {
    const heading = row.group === rows[index - 1]?.group ? '' : `${index === 0 ? '' : '\n'}${row.group}\n`
    const seen = row.seen.length === 0 ? '' : `  (${row.seen.join(', ')})`
    const values = [a, b].map(({ line }, at) => `    ${line.padEnd(width)}  ${row.of[at]}\n`)
    return `${heading}  ${row.about}${seen}\n${values.join('')}`
  })
  return [...notices, ...text].join('')
}

function lineOf(option: string, version: string): GatewayLine {
  const line = gatewayLine(version)
  if (line !== undefined) return line
  const known = gatewayLines.map((profile) => profile.line).join(', ')
  throw new UsageError(
    `${option} must be a version of the gateway, got ${JSON.stringify(version)}\nThere are ${known}; others take the nearest one below.`,
  )
}

function asJson({ group, about, seen, of }: Difference, [one, other]: readonly [string, string]) {
  return { group, about, [one]: of[0], [other]: of[1], seen }
}
