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

/** A question has a number, or 0 where nobody waits; its answer has the same, negative. */
type Message =
  | readonly [question: number, what: string, data: unknown]
  | readonly [answer: number, failure: string | undefined, data: unknown]

/**
 * Questions and answers between two processes. Those of one turn go together: to send costs more than most answers.
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
      for (const message of messages as readonly Message[]) this.#take(message, answers)
    })
    channel.on('disconnect', () => {
      this.#isGone = true
      for (const { reject } of this.#waiting.values()) reject(new Gone())
      this.#waiting.clear()
    })
  }

  /** Rejects with `Gone` when the other process ends, and with what it says where it cannot answer. */
  ask<K extends keyof Asks & string>(what: K, data: Asks[K][0]): Promise<Asks[K][1]> {
    const question = ++this.#count
    return new Promise((resolve, reject) => {
      if (this.#isGone) return reject(new Gone())
      this.#waiting.set(question, { resolve, reject })
      this.#send([question, what, data])
    })
  }

  /** The same where nobody waits for the answer. */
  tell<K extends keyof Asks & string>(what: K, data: Asks[K][0]): void {
    this.#send([0, what, data])
  }

  #take([number, what, data]: Message, answers: Answers<Answered>): void {
    if (number >= 0) return this.#answer(number, () => answers[what!]!(data as never))
    const waiting = this.#waiting.get(-number)
    this.#waiting.delete(-number)
    if (what !== undefined) waiting?.reject(new Error(what))
    else waiting?.resolve(data as never)
  }

  #answer(question: number, answer: () => unknown): void {
    try {
      const data = answer()
      // What needs no waiting costs no promise.
      if (data instanceof Promise) void this.#answerLater(question, data)
      else this.#answered(question, undefined, data)
    } catch (error) {
      this.#answered(question, messageOf(error), undefined)
    }
  }

  async #answerLater(question: number, answer: Promise<unknown>): Promise<void> {
    try {
      this.#answered(question, undefined, await answer)
    } catch (error) {
      this.#answered(question, messageOf(error), undefined)
    }
  }

  #answered(question: number, failure: string | undefined, data: unknown): void {
    if (question > 0) this.#send([-question, failure, data])
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

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
