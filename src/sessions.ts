/** What the emulator remembers of a session: how often each rule has matched, and its state. Rules are known by name, so a reload keeps the counts. */
export interface Session {
  readonly calls: Map<string, number>
  state: string | undefined
}

/** More sessions than this, and the one that was used longest ago is forgotten. */
const MOST_SESSIONS = 10_000

export class Sessions {
  readonly #sessions = new Map<string, Session>()

  /** The session of a name, made when it is new; '' is the one that all unnamed requests share. */
  get(name: string): Session {
    const known = this.#sessions.get(name)
    const session = known ?? { calls: new Map(), state: undefined }
    if (known !== undefined) this.#sessions.delete(name)
    this.#sessions.set(name, session)
    if (this.#sessions.size > MOST_SESSIONS) {
      const [oldest] = this.#sessions.keys()
      if (oldest !== undefined) this.#sessions.delete(oldest)
    }
    return session
  }

  /** Forgets one session, or all. */
  reset(name?: string): void {
    if (name === undefined) this.#sessions.clear()
    else this.#sessions.delete(name)
  }

  get count(): number {
    return this.#sessions.size
  }
}
