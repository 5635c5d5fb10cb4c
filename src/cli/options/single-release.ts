import { DEFAULT_LINE } from '../../gateway/releases.ts'
import { chosenLines, nameProblem } from '../../start/front-ends.ts'
import type { Line } from '../../start/front-ends.ts'
import { UsageError } from '../failure.ts'

/** The one line that an option names: `--gateway 2.2`. `onNotice` is told where another release is taken. Throws `UsageError` for none and for several. */
export function oneLine(option: string, name: string, onNotice: (notice: string) => void): Line {
  const chosen = chosenLines(name)
  if ('unknown' in chosen) throw new UsageError(`--${option}: ${nameProblem(chosen.unknown)}`)
  const [line, ...others] = chosen.lines
  if (line === undefined || others.length > 0)
    throw new UsageError(`--${option} must be one line, got ${JSON.stringify(name)}`)
  for (const notice of chosen.notices) onNotice(notice)
  return line
}

/** The line of `--gateway`, the default one where it is not given; stderr tells where another release is taken. */
export function lineOf(gateway: string = DEFAULT_LINE): Line {
  return oneLine('gateway', gateway, (notice) => process.stderr.write(`bifrost-emulator: ${notice}\n`))
}
