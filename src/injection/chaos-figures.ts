/** What chaos has done so far. */
export interface ChaosFigures {
  /** Different requests that came while it was on: however often one is sent again, it is one task. */
  readonly tasks: number
  /** Requests for each task; 0 where none came. */
  readonly amplification: number
  /** Tasks that were hit when they came last, and did not come again since. */
  readonly lost: number
  /** How often each error or fault hit. */
  readonly hitsBy: Readonly<Record<string, number>>
}

/** What was counted, as plain data. */
export interface ChaosCountDump {
  readonly seen: number
  readonly hits: number
  readonly tasks: number
  readonly lost: number
  readonly isLost: ReadonlyMap<string, boolean>
  readonly hitsBy: ReadonlyMap<string, number>
}

const MOST_TASKS = 20_000

/** Counts what becomes of the tasks that chaos meets. */
export class ChaosCount {
  /** Requests that fitted while it was on, and how many of them it really hit. */
  seen = 0
  hits = 0
  #tasks = 0
  #lost = 0
  #isLost = new Map<string, boolean>()
  #hitsBy = new Map<string, number>()

  /** A request of this task fits. */
  meet(task: string): void {
    this.seen++
    if (!this.#isLost.has(task)) this.#add()
    this.#set(task, false)
  }

  /** It is hit; `kind`: by what. */
  hit(task: string, kind: string): void {
    this.hits++
    this.#set(task, true)
    this.#hitsBy.set(kind, (this.#hitsBy.get(kind) ?? 0) + 1)
  }

  /** What hit it had no effect. */
  spare(task: string, kind: string): void {
    this.hits--
    this.#set(task, false)
    const left = (this.#hitsBy.get(kind) ?? 1) - 1
    if (left > 0) this.#hitsBy.set(kind, left)
    else this.#hitsBy.delete(kind)
  }

  /** A request of this task got through when it was over. */
  recover(task: string): void {
    if (this.#isLost.has(task)) this.#set(task, false)
  }

  /** Tasks that were hit when they came last. */
  get lost(): number {
    return this.#lost
  }

  get figures(): ChaosFigures {
    const tasks = this.#tasks
    return {
      tasks,
      amplification: tasks === 0 ? 0 : Math.round((this.seen / tasks) * 100) / 100,
      lost: this.#lost,
      hitsBy: Object.fromEntries(this.#hitsBy),
    }
  }

  dump(): ChaosCountDump {
    const { seen, hits } = this
    return { seen, hits, tasks: this.#tasks, lost: this.#lost, isLost: this.#isLost, hitsBy: this.#hitsBy }
  }

  restore({ seen, hits, tasks, lost, isLost, hitsBy }: ChaosCountDump): void {
    this.seen = seen
    this.hits = hits
    this.#tasks = tasks
    this.#lost = lost
    this.#isLost = new Map(isLost)
    this.#hitsBy = new Map(hitsBy)
  }

  #set(task: string, lost: boolean): void {
    if ((this.#isLost.get(task) ?? false) !== lost) this.#lost += lost ? 1 : -1
    this.#isLost.set(task, lost)
  }

  /** Of so many tasks, the oldest are no longer told apart: a lost one stays lost. */
  #add(): void {
    this.#tasks++
    if (this.#isLost.size < MOST_TASKS) return
    const [oldest] = this.#isLost.keys()
    this.#isLost.delete(oldest!)
  }
}
