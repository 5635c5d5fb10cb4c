import type { BodyRun } from '../../plan/body-run.ts'
import { compactNumbers, numberAt } from './compact-numbers.ts'
import type { CompactNumbers } from './compact-numbers.ts'
import type { Encoded } from '../go-json/encode.ts'

/** What stands around the choices of a chunk, its latency and its index. */
export interface FrameTemplate {
  readonly before: string
  readonly middle: string
  readonly after: string
}

/** Chunks of one stream that differ in nothing but their choices, their latency and their index, which rises by one. */
export class FrameRun implements BodyRun<string> {
  readonly #template: FrameTemplate
  readonly #firstIndex: number
  #choices: readonly Encoded[] = []
  #latencies: CompactNumbers | readonly number[] = []
  #adding: { readonly choices: Encoded[]; readonly latencies: number[] } = { choices: [], latencies: [] }

  constructor(template: FrameTemplate, firstIndex: number) {
    this.#template = template
    this.#firstIndex = firstIndex
    this.#choices = this.#adding.choices
    this.#latencies = this.#adding.latencies
  }

  /** The `chunk_index` that the next chunk must have. */
  get nextIndex(): number {
    return this.#firstIndex + this.#choices.length
  }

  get template(): FrameTemplate {
    return this.#template
  }

  /** Adds a chunk; gives its place. */
  add(choices: Encoded, latency: number): number {
    this.#adding.choices.push(choices)
    this.#adding.latencies.push(latency)
    return this.#adding.choices.length - 1
  }

  make(index: number): string {
    const { before, middle, after } = this.#template
    const latency = numberAt(this.#latencies, index)
    return `${before}${this.#choices[index]!.text}${middle}${latency},"chunk_index":${this.#firstIndex + index}${after}`
  }

  settle(): void {
    if (this.#adding.choices.length === 0) return
    this.#choices = shared(this.#choices)
    this.#latencies = compactNumbers(this.#adding.latencies)
    this.#adding = { choices: [], latencies: [] }
  }
}

const known = new WeakMap<Encoded, readonly Encoded[]>()

/** The same list as another stream has, if that holds the same: replies that do not depend on the request are streamed often. */
function shared(list: readonly Encoded[]): readonly Encoded[] {
  const [first] = list
  if (first === undefined) return list
  const other = known.get(first)
  if (other?.length === list.length && list.every((it, index) => it === other[index])) return other
  known.set(first, list)
  return list
}
