import type { Out } from './log.ts'

/** Both outputs of a process. */
export interface Outputs {
  readonly out: Out
  readonly err: Out
}

/** So long after a write the next one waits, ms: nobody who reads along sees it. */
const PAUSE = 10

/**
 * Gathers what is said under load, in order: a write to a terminal or a pipe costs as much as a good part of an answer. What is
 * said after a pause leaves with the turn of the event loop that said it; what is left when the process exits is written then.
 */
export function gatheredOutputs(out: Out, err: Out): Outputs {
  let text = ''
  let writtenAt = -PAUSE
  const flush = () => {
    const all = text
    text = ''
    if (all === '') return
    out.write(all)
    writtenAt = performance.now()
  }
  process.once('exit', flush)
  return {
    out: {
      isTTY: out.isTTY === true,
      write(more) {
        if (text === '') {
          if (performance.now() - writtenAt < PAUSE) setTimeout(flush, PAUSE)
          else setImmediate(flush)
        }
        text += more
      },
    },
    err: {
      isTTY: err.isTTY === true,
      write(more) {
        flush()
        err.write(more)
      },
    },
  }
}
