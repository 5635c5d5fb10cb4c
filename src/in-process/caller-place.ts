import { pathToFileURL } from 'node:url'
import { CODE_FOLDER } from '../start/package-files.ts'

/** What is called from outside of this package is called by the user. */
const OWN_URL = pathToFileURL(CODE_FOLDER).href

/** The place in the user's program that this call comes from, as `refund.test.ts:12`; undefined where it is not known. */
export function callerPlace(): string | undefined {
  const limit = Error.stackTraceLimit
  Error.stackTraceLimit = 20
  const stack = new Error('where').stack ?? ''
  Error.stackTraceLimit = limit
  return placeIn(stack)
}

/** The place in the user's program where an error was thrown, as `refund.test.ts:12`; undefined where it is not known. */
export function thrownAt(error: unknown): string | undefined {
  return error instanceof Error ? placeIn(error.stack ?? '') : undefined
}

function placeIn(stack: string): string | undefined {
  for (const line of stack.split('\n').slice(1)) {
    const [, file = '', row = ''] =
      /(?:\(|at )((?:file:\/\/|\/|[A-Za-z]:\\)[^()]*?):(\d+):\d+\)?$/.exec(line) ?? []
    if (file === '' || isOwn(file)) continue
    return `${file.split(/[\\/]/).at(-1)!.replace(/\?.*$/, '')}:${row}`
  }
  return undefined
}

/** The error with a stack that begins where the user's program is. */
export function atCaller<E extends Error>(error: E): E {
  const lines = (error.stack ?? '').split('\n')
  const isFrame = (line: string) => /^\s+at /.test(line)
  const kept = lines.filter(
    (line) => !isFrame(line) || !isOwn(/(?:\(|at )((?:file:\/\/|\/|[A-Za-z]:\\).*)$/.exec(line)?.[1] ?? ''),
  )
  error.stack = kept.join('\n')
  return error
}

function isOwn(file: string): boolean {
  return file.startsWith(OWN_URL) || file.startsWith(CODE_FOLDER)
}
