/** What is told about one kind of mistake. Every example is checked by a test. */
export interface Page {
  readonly title: string
  /** Why it is a mistake, and what to do. */
  readonly about: string
  /** A scenario file with this mistake alone; `shown` stands for it where it cannot be printed. */
  readonly wrong: string
  readonly right: string
  readonly shown?: string
  /** Files that lie beside it. */
  readonly beside?: Readonly<Record<string, string>>
  /** What the file is called, `a.yaml` unless said. */
  readonly file?: string
  /** Deployments that the gateway's configuration knows. */
  readonly deployments?: readonly string[]
}
