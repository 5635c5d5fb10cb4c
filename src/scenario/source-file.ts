import type { ProgramParts } from './program.ts'
import type { Attachment } from '../shape/shape.ts'

export interface SourceFile {
  readonly path: string
  readonly text: string | Uint8Array
  /** The files that it names, by the path as it is written there. */
  readonly attachments?: ReadonlyMap<string, Attachment>
  /** Named by the user, not just found in a folder. */
  readonly asked?: boolean
  /** Not a file: added while the program runs, with its number, from 1. */
  readonly runtime?: number
  /** Functions of its one scenario. */
  readonly program?: ProgramParts | undefined
  /** Names of scenarios that are left out. */
  readonly without?: ReadonlySet<string>
}
