import { StandingOrders } from '../../src/injection/standing-orders.ts'
import { readChaos, readNext } from '../../src/http/control/read-order.ts'
import { Probe } from '../../src/scenario/match/probe.ts'
import type { ChaosSpec, NextSpec } from '../../src/scenario/order.ts'

export interface Asked {
  readonly session?: string
  readonly deployment?: string
  readonly attempt?: number
  /** The same for equal requests. */
  readonly fingerprint?: number
  /** ms. */
  readonly at?: number
}

/** Chaos as it stands in a file: without an end unless it says so. */
export function chaosOf(...written: readonly object[]): readonly ChaosSpec[] {
  return written.map((one) => {
    const isWrong = 'error' in one || 'one_of' in one || 'fault' in one
    const [spec] = readChaos(isWrong ? one : { fault: 'cut', ...one })
    const { forMs, ...rest } = spec!
    return 'for' in one && forMs !== undefined ? { ...rest, forMs } : rest
  })
}

export function nextOf(written: object): NextSpec {
  return readNext(written)
}

export function probeOf({ session = '', deployment = 'gpt-4o', attempt = 1 }: Asked): () => Probe {
  const request = { session, deployment, azureDeployment: deployment, attempt, headers: {}, body: {} }
  return () => new Probe(request as never, { calls: () => 0, state: undefined })
}

/** What hits one request of one call. */
export function ask(orders: StandingOrders, asked: Asked = {}) {
  const { session = '', fingerprint = 1, at = 0 } = asked
  return orders.begin({ session, fingerprint }).take(probeOf(asked), at)
}

/** Which of some requests are hit, as 1 and 0. */
export function pattern(orders: StandingOrders, asked: readonly Asked[]): string {
  return asked.map((one) => (ask(orders, one) === undefined ? '0' : '1')).join('')
}

/** So many different requests. */
export function many(count: number, same: Asked = {}): readonly Asked[] {
  return Array.from({ length: count }, (_one, index) => ({ fingerprint: index, ...same }))
}

export function filed(...written: readonly object[]): StandingOrders {
  const orders = new StandingOrders()
  orders.useFiled(chaosOf(...written), 0)
  return orders
}
