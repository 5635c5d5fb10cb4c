import { createRequire } from 'node:module'
import type * as re2Module from 're2js'

type Re2 = typeof re2Module.RE2JS

let loaded: Re2 | undefined

/** The regular expressions of RE2, loaded for the first that is not left to the engine: it takes ten milliseconds. */
export function re2(): Re2 {
  return (loaded ??= (createRequire(import.meta.url)('re2js') as typeof re2Module).RE2JS)
}
