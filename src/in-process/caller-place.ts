import { fileURLToPath } from 'node:url'

/** Where this package is: what is called from outside it is called by the user. */
const OWN = new URL('..', import.meta.url)

/** The place in the user's program that this call comes from, as `refund.test.ts:12`; undefined where it is not known. */
export function callerPlace(): string | undefined {
  const limit = Error.stackTraceLimit
  Error.stackTraceLimit = 20
  const stack = new Error('where').stack ?? ''
  Error.stackTraceLimit = limit
  for (const line of stack.split('\n').slice(1)) {
    const [, file = '', row = ''] =
      /(?:\(|at )((?:file:\/\/|\/|[A-Za-z]:\\)[^()]*?):(\d+):\d+\)?$/.exec(line) ?? []
    if (file === '' || isOwn(file)) continue
    return `${file.split(/[\\/]/).at(-1)!.replace(/\?.*$/, '')}:${row}`
  }
  return undefined
}

function isOwn(file: string): boolean {
  return file.startsWith(OWN.href) || file.startsWith(fileURLToPath(OWN))
}
