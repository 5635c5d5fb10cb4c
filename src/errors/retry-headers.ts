import type { HeaderList } from '../message/headers.ts'

/** The headers with which Azure says when to come back. */
export function retryHeaders(seconds: number): HeaderList {
  return [
    ['retry-after', String(Math.ceil(seconds))],
    ['retry-after-ms', String(Math.round(seconds * 1000))],
  ]
}
