import type { Histogram } from './histogram.ts'
import type { LabelledCounter } from './labelled-counter.ts'

/** Writes metrics in Prometheus' text format, version 0.0.4. */
export class Exposition {
  #text = ''

  /** `name` without the prefix; counters end in `_total`. */
  single(name: string, kind: 'counter' | 'gauge', help: string, value: number): void {
    this.#head(name, kind, help)
    this.#line(name, {}, value)
  }

  labelled(name: string, help: string, counter: LabelledCounter): void {
    this.#head(name, 'counter', help)
    for (const { values, count } of counter.series())
      this.#line(
        name,
        Object.fromEntries(counter.labels.map((label, index) => [label, values[index]!])),
        count,
      )
  }

  info(name: string, help: string, labels: Readonly<Record<string, string>>): void {
    this.#head(name, 'gauge', help)
    this.#line(name, labels, 1)
  }

  histogram(name: string, help: string, { buckets, sum, count }: Histogram): void {
    this.#head(name, 'histogram', help)
    let below = 0
    for (const bucket of buckets)
      this.#line(`${name}_bucket`, { le: String(bucket.le) }, (below += bucket.count))
    this.#line(`${name}_bucket`, { le: '+Inf' }, count)
    this.#line(`${name}_sum`, {}, sum)
    this.#line(`${name}_count`, {}, count)
  }

  toString(): string {
    return this.#text
  }

  #head(name: string, kind: string, help: string): void {
    this.#text += `# HELP ${PREFIX}${name} ${help.replaceAll('\\', '\\\\').replaceAll('\n', '\\n')}\n`
    this.#text += `# TYPE ${PREFIX}${name} ${kind}\n`
  }

  #line(name: string, labels: Readonly<Record<string, string>>, value: number): void {
    const pairs = Object.entries(labels).map(([label, text]) => `${label}="${escaped(text)}"`)
    this.#text += `${PREFIX}${name}${pairs.length === 0 ? '' : `{${pairs.join(',')}}`} ${value}\n`
  }
}

const PREFIX = 'bifrost_emulator_'

function escaped(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')
}
