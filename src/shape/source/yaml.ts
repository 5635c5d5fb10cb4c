import { createRequire } from 'node:module'
import type * as yamlModule from 'yaml'

type Yaml = typeof yamlModule

let loaded: Yaml | undefined

/** The YAML reader, loaded for the first text: a start without files needs none, and it takes 40 ms. */
export function yaml(): Yaml {
  return (loaded ??= createRequire(import.meta.url)('yaml') as Yaml)
}
