import { useEffect, useRef, useState } from 'preact/hooks'
import { credentials } from './api.ts'
import { readMetrics } from './metrics-text.ts'
import type { Sample } from './metrics-text.ts'
import type { Plot } from './plot.ts'
import { ms } from './read-exchange.ts'

const EVERY = 1000
/** Points of the curve: two minutes. */
const MOST = 120

interface Point {
  readonly at: number
  readonly total: number
}

/** What happened so far in numbers: the same that a scraper of the metrics gets. */
export function Figures() {
  const [samples, setSamples] = useState<readonly Sample[]>([])
  const [points, setPoints] = useState<readonly Point[]>([])
  useEffect(() => {
    let isWanted = true
    const look = async () => {
      const text = await fetch('metrics', { headers: credentials() }).then((it) => it.text())
      if (!isWanted) return
      const read = readMetrics(text)
      setSamples(read)
      const total = sum(read.filter(({ name }) => name.endsWith('_requests_total')))
      setPoints((before) => [...before, { at: Date.now() / 1000, total }].slice(-MOST))
    }
    void look().catch(() => undefined)
    const timer = setInterval(() => void look().catch(() => undefined), EVERY)
    return () => {
      isWanted = false
      clearInterval(timer)
    }
  }, [])
  return (
    <div class="columns pad">
      <section class="card">
        <h2>Requests per second</h2>
        <Curve points={points} />
      </section>
      <Histogram title="Time to the first byte" name="first_byte_seconds" samples={samples} />
      <Histogram title="Time to the first frame of a stream" name="first_token_seconds" samples={samples} />
      <Histogram title="Time of the whole exchange" name="request_duration_seconds" samples={samples} />
      <Histogram title="Time of streams" name="stream_duration_seconds" samples={samples} />
      <Outcomes samples={samples} />
    </div>
  )
}

function Curve({ points }: { readonly points: readonly Point[] }) {
  const place = useRef<HTMLDivElement>(null)
  const plot = useRef<Plot>(undefined)
  const rates = points
    .slice(1)
    .map(({ at, total }, index) => (total - points[index]!.total) / (at - points[index]!.at))
  const data = [points.slice(1).map(({ at }) => at), rates]
  useEffect(() => {
    let isWanted = true
    void import('./plot.ts').then(({ createPlot }) => {
      if (isWanted && place.current !== null) plot.current = createPlot(place.current, data)
    })
    return () => {
      isWanted = false
      plot.current?.destroy()
    }
  }, [])
  useEffect(() => plot.current?.setData(data), [points])
  const now = rates.at(-1) ?? 0
  return (
    <>
      <p class="figure">{now.toFixed(1)}</p>
      <div
        ref={place}
        role="img"
        aria-label={`Requests per second over the last two minutes, now ${now.toFixed(1)}`}
      />
    </>
  )
}

function Histogram(props: {
  readonly title: string
  readonly name: string
  readonly samples: readonly Sample[]
}) {
  const buckets = props.samples
    .filter(({ name, labels }) => name.endsWith(`${props.name}_bucket`) && labels['le'] !== '+Inf')
    .map(({ labels, value }) => ({ le: Number(labels['le']), upTo: value }))
  const counts = buckets.map(({ le, upTo }, index) => ({ le, count: upTo - (buckets[index - 1]?.upTo ?? 0) }))
  const all = props.samples.find(({ name }) => name.endsWith(`${props.name}_count`))?.value ?? 0
  const most = Math.max(1, ...counts.map(({ count }) => count))
  return (
    <section class="card">
      <h2>{props.title}</h2>
      {all === 0 ? (
        <p class="thin">No exchange has ended yet.</p>
      ) : (
        <table class="bars">
          <tbody>
            {counts
              .filter(({ count }) => count > 0)
              .map(({ le, count }) => (
                <tr key={le}>
                  <th scope="row">≤ {ms(le * 1000)}</th>
                  <td>
                    <progress max={most} value={count} aria-label={`${count} exchanges`} /> {count}
                  </td>
                </tr>
              ))}
          </tbody>
        </table>
      )}
    </section>
  )
}

function Outcomes({ samples }: { readonly samples: readonly Sample[] }) {
  const requests = samples.filter(({ name }) => name.endsWith('_requests_total'))
  const rows = [...requests].sort((a, b) => b.value - a.value).slice(0, 20)
  return (
    <section class="card whole">
      <h2>Outcomes</h2>
      {rows.length === 0 ? (
        <p class="thin">Nothing was asked yet.</p>
      ) : (
        <table>
          <thead>
            <tr>
              {['deployment', 'scenario', 'status', 'answered by', 'ended', 'fault', 'requests'].map((it) => (
                <th key={it}>{it}</th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map(({ labels, value }, index) => (
              <tr key={index}>
                {['deployment', 'scenario', 'status', 'answered_by', 'ended', 'fault'].map((key) => (
                  <td key={key}>{labels[key]}</td>
                ))}
                <td>{value}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  )
}

function sum(samples: readonly Sample[]): number {
  return samples.reduce((total, { value }) => total + value, 0)
}
