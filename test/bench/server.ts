import { fork } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import type { Job, Question } from './child.ts'

/** What a server's process has used so far. */
export interface Usage {
  /** µs. */
  readonly cpu: number
  /** On the heap and beside it, after a garbage collection where that can be asked for. */
  readonly bytes: number
  readonly rss: number
  /** How late the event loop was since the last question, ms. */
  readonly lagMs: { readonly p50: number; readonly p99: number; readonly max: number }
}

export interface BenchServer {
  readonly port: number
  usage(): Promise<Usage>
  /** The same, of all memory that is not collected yet: a garbage collection is work too. */
  work(): Promise<Usage>
  /** Answers that have not left entirely. */
  underWay(): Promise<number>
  stop(): void
}

/** A server in a process of its own. */
export async function benchServer(job: Job, execArgv: readonly string[] = []): Promise<BenchServer> {
  const child: ChildProcess = fork(new URL('child.js', import.meta.url), {
    execArgv: [...process.execArgv, ...execArgv],
  })
  const gone = once(child, 'exit').then(([code, signal]: unknown[]): never => {
    throw new Error(`a server of the benchmark ended: ${String(signal ?? code)}`)
  })
  // It also goes when it is told to.
  gone.catch(() => {})
  const ask = async (question: Job | Question): Promise<unknown> => {
    child.send(question)
    const [answer] = (await Promise.race([once(child, 'message'), gone])) as [unknown]
    return answer
  }
  const { port } = (await ask(job)) as { port: number }
  return {
    port,
    usage: () => ask('usage') as Promise<Usage>,
    work: () => ask('work') as Promise<Usage>,
    underWay: () => ask('underWay') as Promise<number>,
    stop: () => child.kill(),
  }
}
