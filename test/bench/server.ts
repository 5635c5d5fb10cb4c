import { fork } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import type { Job } from './child.ts'

/** What a server's process has used so far. */
export interface Usage {
  /** µs. */
  readonly cpu: number
  /** On the heap and beside it, after a garbage collection where that can be asked for. */
  readonly bytes: number
  readonly rss: number
  /** Answers that have not left entirely. */
  readonly underWay: number
  /** How late the event loop was since the last question, ms. */
  readonly lagMs: { readonly p50: number; readonly p99: number; readonly max: number }
}

export interface BenchServer {
  readonly port: number
  usage(): Promise<Usage>
  stop(): void
}

/** A server in a process of its own. */
export async function benchServer(job: Job, execArgv: readonly string[] = []): Promise<BenchServer> {
  const child: ChildProcess = fork(new URL('child.js', import.meta.url), {
    execArgv: [...process.execArgv, ...execArgv],
  })
  child.send(job)
  const [{ port }] = (await once(child, 'message')) as [{ port: number }]
  return {
    port,
    usage: async () => {
      child.send('usage')
      const [usage] = (await once(child, 'message')) as [Usage]
      return usage
    },
    stop: () => child.kill(),
  }
}

/** The bytes of a chat request. */
export function chatRequest(body: object, deployment = 'gpt-4o'): Buffer {
  const text = JSON.stringify(body)
  return Buffer.from(
    `POST /openai/openai/deployments/${deployment}/chat/completions?api-version=2024-10-21 HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nAccept: application/json\r\napi-key: any\r\nContent-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}`,
  )
}
