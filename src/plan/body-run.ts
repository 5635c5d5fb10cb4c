import type { Bytes } from '../message/bytes.ts'
import type { LazyBytes } from './plan.ts'

/** Bodies that are made one like the other, from parts that answers share: kept without an object for each of them. */
export interface BodyRun<B extends Bytes = Bytes> {
  make(index: number): B
  /** No more will be added: from now on it keeps as little as it can. */
  settle(): void
}

/** Where a body stands in its run. */
export interface RunPlace<B extends Bytes = Bytes> {
  readonly run: BodyRun<B>
  readonly index: number
}

/** A body that is made when it leaves, and knows its place. */
export function bodyOfRun<B extends Bytes>(run: BodyRun<B>, index: number): () => B {
  const body: (() => B) & { place?: RunPlace<B> } = () => run.make(index)
  body.place = { run, index }
  return body
}

export function placeOf<B extends Bytes>(body: (() => B) | LazyBytes): RunPlace<B> | undefined {
  return typeof body === 'function' ? (body as { place?: RunPlace<B> }).place : undefined
}
