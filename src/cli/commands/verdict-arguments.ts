export interface VerdictArguments {
  readonly url?: string
  readonly token?: string
  readonly session?: string
  readonly format?: string
  readonly final?: boolean
  readonly quiet?: string
  readonly 'read-timeout'?: string
}
