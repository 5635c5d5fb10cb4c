/** What is written to: a socket, or a response. */
interface Out {
  readonly writableLength: number
  readonly destroyed: boolean
  write(data: string, callback: (error?: Error | null) => void): boolean
}

/** How far the pieces of one answer have got: how many of them the operating system has taken. */
export class FlushCount {
  readonly #out: Out
  #written = 0
  #left = 0
  #pending = 0
  #isWhole = true
  #waiting: ((whole: boolean) => void)[] = []

  constructor(out: Out) {
    this.#out = out
  }

  /** Pieces that have left entirely. */
  get left(): number {
    return this.#left
  }

  /** So many pieces were written just now. A mark behind them tells when they have left, unless they have already. */
  wrote(pieces: number): void {
    if (this.#out.writableLength === 0) this.#left = this.#written += pieces
    else {
      const done = this.writing(pieces)
      // What was under way when the connection broke may have left in part, whatever Node says.
      this.#out.write('', (error) => done(error ?? (this.#out.destroyed ? GONE : undefined)))
    }
  }

  /** So many pieces are being written; the result is the callback of that write. */
  writing(pieces: number): (error?: Error | null) => void {
    this.#written += pieces
    this.#pending++
    const upTo = this.#written
    return (error) => {
      if (error === undefined || error === null) this.#left = upTo
      else this.#isWhole = false
      this.#pending--
      if (this.#pending === 0) for (const callback of this.#waiting.splice(0)) callback(this.#isWhole)
    }
  }

  /** Calls back when no write is under way any more, at once if so; `whole`: all of them succeeded. */
  flushed(callback: (whole: boolean) => void): void {
    if (this.#pending === 0) callback(this.#isWhole)
    else this.#waiting.push(callback)
  }
}

const GONE = new Error('the receiver has gone')
