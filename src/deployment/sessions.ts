import { Counter } from './counter.ts'

/** What the emulator remembers of a session: how often each rule has matched, and its state. Rules are known by name, so a reload keeps the counts. */
export interface Session {
  readonly calls: Counter
  state: string | undefined
  /** Milliseconds since 1970. */
  usedAt: number
}

/** A session as plain data. */
export interface SessionDump {
  readonly name: string
  readonly calls: ReadonlyMap<string, number>
  readonly state: string | undefined
  readonly usedAt: number
}

/** More sessions than this, and the one that was used longest ago is forgotten. */
const MOST_SESSIONS = 10_000
/** A session that nobody has used for so long is forgotten, ms. */
export const SESSION_IDLE_MS = 30 * 60_000

export class Sessions {
  /** The one used longest ago first. */
  readonly #sessions = new Map<string, Session>()
  /** The one used last. */
  #newest = ''
  /** Up to when none can have been idle for too long, ms since 1970. */
  #restedAt = 0
  readonly #idleMs: number

  constructor(idleMs = SESSION_IDLE_MS) {
    this.#idleMs = idleMs
  }

  /** The session of a name, made when it is new; '' is the one that all unnamed requests share. `at`: now, ms since 1970. */
  get(name: string, at: number): Session {
    this.#forget(at)
    const known = this.#sessions.get(name)
    const session = known ?? { calls: new Counter(), state: undefined, usedAt: at }
    session.usedAt = at
    if (known !== undefined && name === this.#newest) return session
    this.#newest = name
    this.#sessions.delete(name)
    this.#sessions.set(name, session)
    return session
  }

  /** Forgets one session, or all. */
  reset(name?: string): void {
    if (name === undefined) this.#sessions.clear()
    else this.#sessions.delete(name)
  }

  /** Forgets how often a rule that is gone has matched: another one may take its name. */
  forgetRule(rule: string): void {
    for (const { calls } of this.#sessions.values()) calls.delete(rule)
  }

  /** All of them, the one used longest ago first. */
  dump(): readonly SessionDump[] {
    return [...this.#sessions].map(([name, { calls, state, usedAt }]) => ({
      name,
      calls: calls.all(),
      state,
      usedAt,
    }))
  }

  /** These, and no others. */
  restore(all: readonly SessionDump[]): void {
    this.#sessions.clear()
    this.#newest = ''
    this.#restedAt = 0
    for (const { name, calls, state, usedAt } of all) {
      const session = { calls: new Counter(), state, usedAt }
      session.calls.restore(calls)
      this.#sessions.set(name, session)
    }
  }

  get count(): number {
    return this.#sessions.size
  }

  #forget(at: number): void {
    if (at < this.#restedAt && this.#sessions.size < MOST_SESSIONS) return
    for (const [name, { usedAt }] of this.#sessions) {
      if (at - usedAt < this.#idleMs && this.#sessions.size < MOST_SESSIONS) {
        this.#restedAt = usedAt + this.#idleMs
        return
      }
      this.#sessions.delete(name)
    }
  }
}
