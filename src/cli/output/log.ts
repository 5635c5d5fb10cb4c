import { printable } from './printable.ts'
import { styleText } from 'node:util'
import { errorsOf, warningsOf } from '../../disk/library/load-report.ts'
import type { LoadReport } from '../../disk/library/load-report.ts'
import type { JournalEntry } from '../../journal/entry.ts'
import {
  bugText,
  configReloadText,
  exchangeFacts,
  exchangeLine,
  filesText,
  PLAIN,
  readyText,
  reloadText,
} from './log-text.ts'
import { BoundedMap } from '../../values/bounded-map.ts'
import type { Paint, ReadyFacts } from './log-text.ts'

/** What `serve` says while it runs. */
export interface Log {
  ready(facts: ReadyFacts): void
  notice(notice: string): void
  /** Warnings of the first reading of the files. */
  fileTrouble(report: LoadReport): void
  /** An exchange is over. `now`: ms since 1970. */
  exchange(entry: JournalEntry, now: number): void
  reload(report: LoadReport): void
  /** The gateway's configuration was read again. */
  configReload(report: LoadReport): void
  bug(error: unknown): void
}

export type LogStyle = 'pretty' | 'json' | 'silent'

export interface Out {
  readonly isTTY?: boolean
  write(text: string): unknown
}

/** `pretty`: lines for people, trouble on stderr. `json`: one object a line, all on stdout. `silent`: the ready line and trouble only. */
export function createLog(style: LogStyle, out: Out, err: Out): Log {
  return style === 'json' ? jsonLog(out) : textLog(style === 'pretty', out, err)
}

/** So many hints are remembered as told. */
const MOST_HINTS = 100

/** `NO_COLOR` and `FORCE_COLOR` go before what the output is: see no-color.org. */
function hasColour({ isTTY }: Out): boolean {
  const { NO_COLOR = '', FORCE_COLOR } = process.env
  if (NO_COLOR !== '') return false
  return FORCE_COLOR === undefined ? isTTY === true : FORCE_COLOR !== '0' && FORCE_COLOR !== 'false'
}

/** Whether the output has colours is decided here; left to itself it looks at the process' own output. */
const ALWAYS = { validateStream: false }

const COLOURED: Paint = {
  weak: (text) => styleText('dim', text, ALWAYS),
  status: (status) => {
    const bad = status !== null && status < 500 ? 'yellow' : 'red'
    return styleText(status !== null && status < 300 ? 'green' : bad, String(status ?? 'no answer'), ALWAYS)
  },
  bad: (text) => styleText('red', text, ALWAYS),
}

function textLog(chatty: boolean, out: Out, err: Out): Log {
  const paint = hasColour(out) ? COLOURED : PLAIN
  const told = new BoundedMap<string, true>(MOST_HINTS)
  /** A client tries again, and browsers ask for every page: a hint is told once. */
  const hint = (text: string | undefined) => {
    if (text === undefined) return
    told.use(text, () => {
      say(`  ${paint.weak('hint:')} ${printable(text)}`)
      return true
    })
  }
  const say = (text: string) => text !== '' && out.write(`${text}\n`)
  const warn = (text: string) => text !== '' && err.write(`${text}\n`)
  return {
    ready: (facts) => say(readyText(facts, chatty)),
    notice: (notice) => warn(`note: ${notice}`),
    fileTrouble: (report) => warn(filesText(report)),
    exchange(entry, now) {
      if (!chatty) return
      say(exchangeLine(entry, now, paint))
      hint(entry.hint)
    },
    configReload(report) {
      if (chatty || !report.ok) (report.ok ? say : warn)(configReloadText(report))
      warn(filesText(report))
    },
    reload(report) {
      if (chatty) say(reloadText(report))
      else if (!report.ok) warn(reloadText(report))
      warn(filesText(report))
    },
    bug: (error) => warn(bugText(error)),
  }
}

function jsonLog(out: Out): Log {
  const say = (event: string, facts: object) =>
    out.write(`${JSON.stringify({ time: new Date().toISOString(), event, ...facts })}\n`)
  return {
    ready: (facts) => say('ready', { message: readyText(facts, false), ...facts }),
    notice: (message) => say('notice', { message }),
    fileTrouble: (report) =>
      warningsOf(report).length > 0 && say('warnings', { warnings: warningsOf(report) }),
    exchange: (entry, now) => say('exchange', exchangeFacts(entry, now)),
    reload: (report) =>
      say('reload', {
        ok: report.ok,
        message: reloadText(report),
        ...report.changes,
        errors: errorsOf(report),
        warnings: warningsOf(report),
      }),
    configReload: (report) =>
      say('config-reload', {
        ok: report.ok,
        message: configReloadText(report),
        errors: errorsOf(report),
        warnings: warningsOf(report),
      }),
    bug: (error) => say('bug', { message: bugText(error) }),
  }
}
