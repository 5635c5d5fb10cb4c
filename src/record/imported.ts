import type { JsonObject } from '../json/json-object.ts'
import type { Recorded } from './recorded.ts'
import type { RecordedAs } from './scenario.ts'

/** What a file of another tool gives: exchanges that passed, or scenarios, and what could not be carried over. */
export interface Imported {
  /** What the file was read as. */
  readonly format: string
  readonly exchanges: readonly Recorded[]
  readonly scenarios: readonly JsonObject[]
  /** A sentence each: where, and why. */
  readonly left: readonly string[]
}

/** Reads one kind of file; undefined for a file of another kind. `name`: without its folder. `as`: whose answers they are. */
export type Importer = (text: string, name: string, as: RecordedAs) => Imported | undefined
