/** One end of a channel between two processes: `process`, or a worker of `node:cluster`. */
export interface Channel {
  on(event: 'message', listener: (message: unknown) => void): unknown
  on(event: 'disconnect', listener: () => void): unknown
  send(message: object, callback: (error: Error | null) => void): unknown
}

/** What one side may be asked: the name of each question, what comes with it, and what it is answered with. */
export type Questions = Readonly<Record<string, readonly [asked: unknown, answered: unknown]>>

export type Answers<Q extends Questions> = {
  readonly [K in keyof Q]: (asked: Q[K][0]) => Q[K][1] | Promise<Q[K][1]>
}

type Message =
  | { readonly ask: number; readonly what: string; readonly data: unknown }
  | { readonly answer: number; readonly data: unknown }
  | { readonly answer: number; readonly failure: string }

/**
 * Questions and answers between two processes, each in the order in which they were sent. Those of one turn go together: to
 * send costs more than most answers.
 */
export class Link<Asks extends Questions, Answered extends Questions> {
  readonly #channel: Channel
  readonly #waiting = new Map<
    number,
    { readonly resolve: (data: never) => void; readonly reject: (error: Error) => void }
  >()
  #count = 0
  #toSend: Message[] = []
  #isGone = false

  constructor(channel: Channel, answers: Answers<Answered>) {
    this.#channel = channel
    channel.on('message', (messages) => {
      for (const message of messages as readonly Message[]) void this.#take(message, answers)
    })
    channel.on('disconnect', () => {
      this.#isGone = true
      for (const { reject } of this.#waiting.values()) reject(new Gone())
      this.#waiting.clear()
    })
  }

  /** Rejects with `Gone` when the other process ends, and with what it says where it cannot answer. */
  ask<K extends keyof Asks & string>(what: K, data: Asks[K][0]): Promise<Asks[K][1]> {
    const ask = ++this.#count
    return new Promise((resolve, reject) => {
      if (this.#isGone) return reject(new Gone())
      this.#waiting.set(ask, { resolve, reject })
      this.#send({ ask, what, data })
    })
  }

  async #take(message: Message, answers: Answers<Answered>): Promise<void> {
    if ('answer' in message) {
      const waiting = this.#waiting.get(message.answer)
      this.#waiting.delete(message.answer)
      if ('failure' in message) waiting?.reject(new Error(message.failure))
      else waiting?.resolve(message.data as never)
    } else if ('ask' in message) {
      const { ask } = message
      try {
        this.#send({ answer: ask, data: await answers[message.what]!(message.data as never) })
      } catch (error) {
        this.#send({ answer: ask, failure: error instanceof Error ? error.message : String(error) })
      }
    }
  }

  #send(message: Message): void {
    this.#toSend.push(message)
    if (this.#toSend.length > 1) return
    setImmediate(() => {
      const messages = this.#toSend
      this.#toSend = []
      // Who has gone is told by `disconnect`.
      if (!this.#isGone) this.#channel.send(messages, () => {})
    })
  }
}

/** The other process has ended. */
export class Gone extends Error {
  constructor() {
    super('another process of the emulator has ended')
  }
}
