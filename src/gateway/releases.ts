import { PROFILE_1_3_60 } from './profiles/line-1-3-60.ts'
import { PROFILE_1_4_10 } from './profiles/line-1-4-10.ts'
import { PROFILE_1_4_19 } from './profiles/line-1-4-19.ts'
import { PROFILE_1_4_24 } from './profiles/line-1-4-24.ts'
import { PROFILE_1_5_1 } from './profiles/line-1-5-1.ts'
import { PROFILE_2_2 } from './profiles/line-2-2.ts'
import { isVersion } from './profiles/version.ts'
import type { GatewayProfile } from './profiles/profile.ts'

export interface GatewayLine {
  readonly profile: GatewayProfile
  /** Set when another line than the one asked for was taken: a sentence that says so. */
  readonly notice?: string
}

/** The gateway lines that are known, the newest last. */
export const gatewayLines: readonly GatewayProfile[] = [
  PROFILE_1_3_60,
  PROFILE_1_4_10,
  PROFILE_1_4_19,
  PROFILE_1_4_24,
  PROFILE_1_5_1,
  PROFILE_2_2,
]

export const DEFAULT_LINE = PROFILE_1_4_19.line

/** The line for a version such as `1.4.19`, `v1.4.22` or `1.5`: itself, or the nearest one below it. `undefined`: not a version. */
export function gatewayLine(version: string): GatewayLine | undefined {
  const wanted = parts(version)
  if (wanted === undefined) return undefined
  const below = gatewayLines.filter((profile) => compare(parts(profile.line)!, wanted) <= 0)
  const profile = below.at(-1) ?? gatewayLines[0]!
  if (compare(parts(profile.line)!, wanted) === 0) return { profile }
  const why = below.length > 0 ? 'the nearest line below it' : 'the oldest line there is'
  return { profile, notice: `gateway ${version} is not known; answering as ${profile.line}, ${why}` }
}

function parts(version: string): readonly number[] | undefined {
  return isVersion(version) ? version.replace(/^v/, '').split('.').map(Number) : undefined
}

/** Missing parts count as zero. */
function compare(a: readonly number[], b: readonly number[]): number {
  for (let i = 0; i < Math.max(a.length, b.length); i++) {
    const difference = (a[i] ?? 0) - (b[i] ?? 0)
    if (difference !== 0) return difference
  }
  return 0
}
