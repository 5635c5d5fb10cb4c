import type { Alias } from '../config/provider-config.ts'

/** What every error behind the parser tells about the call it belongs to. */
export interface CallContext {
  readonly provider: string
  readonly model: string
  readonly stream: boolean
  /** What the key maps the model to, and its name; absent until a key was chosen. */
  readonly deployment?: string | undefined
  readonly key?: string | undefined
  /** What stands in the key's configuration for the model, on lines that tell it. */
  readonly alias?: Alias | undefined
  /** Of a fallback: what it stands in for, and which one it is, from 1. */
  readonly primary?:
    | { readonly provider: string; readonly model: string; readonly fallback: number }
    | undefined
}
