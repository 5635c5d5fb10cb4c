import { fuzzInput, type FuzzKind } from './inputs.ts'
import { runInput } from './run-input.ts'
import { MOST_WAIT, send, type Target } from './target.ts'

export interface FuzzFailure {
  readonly number: number
  readonly kind: FuzzKind
  readonly problem: string
}

export interface FuzzOptions {
  readonly seed: number
  readonly from: number
  readonly count: number
  readonly kinds?: readonly FuzzKind[]
  /** Told now and then. */
  readonly onProgress?: (done: number) => void
}

const AT_ONCE = 4

/** Sends the inputs to a target, a few at once, and asks beside them how long somebody else waits for a plain answer. */
export async function fuzzRun(target: Target, options: FuzzOptions) {
  const { seed, from, count, kinds } = options
  const failures: FuzzFailure[] = []
  const waits: number[] = []
  let next = from
  const over = new AbortController()
  const worker = async () => {
    while (next < from + count) {
      const number = next++
      if ((number - from) % 500 === 0) options.onProgress?.(number - from)
      const input = fuzzInput(seed, number, kinds)
      const problem = await runInput(input, target).catch((error: unknown) => `threw ${String(error)}`)
      if (problem !== undefined) failures.push({ number, kind: input.kind, problem })
    }
  }
  const bystander = async () => {
    while (!over.signal.aborted) {
      const begun = performance.now()
      const body = '{"messages":[{"role":"user","content":"hello"}]}'
      const answer = send(target.gateway, '/v1/chat/completions', { method: 'POST', body })
      const status = await answer.then((it) => it.status, String)
      waits.push(performance.now() - begun)
      if (typeof status === 'string' || status >= 500)
        failures.push({ number: next, kind: 'chat', problem: `a bystander got ${status}` })
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
  }
  const beside = bystander()
  await Promise.all(Array.from({ length: AT_ONCE }, worker))
  over.abort()
  await beside
  waits.sort((a, b) => a - b)
  const at = (share: number) => waits[Math.min(waits.length - 1, Math.floor(waits.length * share))] ?? 0
  return {
    failures,
    waits: { p50: at(0.5), p99: at(0.99), max: at(1), late: waits.filter((ms) => ms > MOST_WAIT).length },
  }
}
