import { useState } from 'preact/hooks'
import { ms } from '../read-exchange.ts'
import { status } from '../store.ts'
import type { WholeExchange } from '../wire.ts'

const WIDTH = 800
const LEFT = 58
const PLANNED = 22
const SENT = 52
const HEIGHT = 92

/** When each frame was to leave, and when it did; where it broke, and where the client left. */
export function Timeline({ exchange }: { readonly exchange: WholeExchange }) {
  const { sent, planned } = exchange
  const speed = speedOf(exchange)
  // A plan is written for speed 1.
  const frames = exchange.frames.map((it) => ({
    planned_ms: it.planned_ms === null ? null : it.planned_ms / speed,
    sent_ms: it.sent_ms,
  }))
  const duration = (planned?.durationMs ?? 0) / speed
  const left = leftAfter(exchange)
  const [isNear, setNear] = useState(false)
  const first = Math.min(...frames.map((it) => it.planned_ms ?? Infinity))
  const begin = isNear && Number.isFinite(first) ? first : 0
  const end = Math.max(
    1,
    ...frames.flatMap((it) => [it.planned_ms ?? 0, it.sent_ms ?? 0]),
    duration,
    sent?.last_ms ?? 0,
    left ?? 0,
  )
  const at = (time: number) =>
    LEFT + (Math.max(0, time - begin) / Math.max(1, end - begin)) * (WIDTH - LEFT - 14)
  if (frames.length === 0 && planned === null) return null
  const hasBroken = sent?.ended !== undefined && sent.ended !== 'end'
  const faults = exchange.faults.filter(({ hit }) => hit).map(({ fault }) => fault)
  const summary = `${frames.length} frames planned over ${ms(duration)}, ${sent?.frames ?? 0} sent, ended: ${sent?.ended ?? 'running'}`
  return (
    <figure class="timeline">
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={summary}>
        <text x="0" y={PLANNED + 4}>
          planned
        </text>
        <text x="0" y={SENT + 4}>
          sent
        </text>
        <line class="axis" x1={LEFT} x2={WIDTH - 14} y1={PLANNED} y2={PLANNED} />
        <line class="axis" x1={LEFT} x2={WIDTH - 14} y1={SENT} y2={SENT} />
        {thinned(frames).map(({ planned_ms }, index) =>
          planned_ms === null ? null : <Tick key={index} x={at(planned_ms)} y={PLANNED} kind="planned" />,
        )}
        {thinned(frames).map(({ sent_ms }, index) =>
          sent_ms === null ? null : <Tick key={index} x={at(sent_ms)} y={SENT} kind="sent" />,
        )}
        {typeof sent?.head_ms === 'number' ? (
          <circle class="head" cx={at(sent.head_ms)} cy={SENT} r="5" />
        ) : null}
        {hasBroken && left === undefined ? (
          <Mark x={at(sent?.last_ms ?? end)} text={faults.join(', ') || sent!.ended!} />
        ) : null}
        {left === undefined ? null : <Mark x={at(left)} text="the client left" />}
        <text class="scale" x={LEFT} y={HEIGHT - 4}>
          {begin === 0 ? '0' : ms(begin)}
        </text>
        <text class="scale end" x={WIDTH - 14} y={HEIGHT - 4}>
          {ms(end)}
        </text>
      </svg>
      {hasBroken ? (
        <p class="bad broken">
          {left === undefined ? `Broke off (${sent!.ended!})` : 'The client left'}
          {` ${ms(left ?? sent!.last_ms ?? sent!.head_ms ?? 0)} after the request, after ${sent!.frames ?? 0} frames`}
          {faults.length === 0 ? '' : `: ${faults.join(', ')}`}
        </p>
      ) : null}
      {first > end / 3 ? (
        <label class="check">
          <input
            type="checkbox"
            checked={isNear}
            onChange={(event) => setNear(event.currentTarget.checked)}
          />
          from the first frame
        </label>
      ) : null}
    </figure>
  )
}

/** How fast time passed for it; 1 where nothing waited, since then no plan fits. */
function speedOf({ request }: WholeExchange): number {
  const own = request.headers.find(([name]) => name.toLowerCase() === 'x-emulator-speed')?.[1]
  const speed = own === undefined ? (status.value?.speed ?? 1) : Number(own)
  return speed > 0 ? speed : 1
}

function Tick({ x, y, kind }: { readonly x: number; readonly y: number; readonly kind: string }) {
  return <line class={kind} x1={x} x2={x} y1={y - 8} y2={y + 8} />
}

function Mark({ x, text }: { readonly x: number; readonly text: string }) {
  const isRight = x > WIDTH / 2
  return (
    <g class="mark">
      <line x1={x} x2={x} y1={PLANNED - 12} y2={SENT + 14} />
      <text x={x} dx={isRight ? -5 : 5} y={SENT + 24} class={isRight ? 'end' : ''}>
        {text}
      </text>
    </g>
  )
}

/** More ticks than points on the screen cannot be told apart. */
function thinned<T>(frames: readonly T[]): readonly T[] {
  const step = Math.ceil(frames.length / 400)
  return step <= 1 ? frames : frames.filter((_, index) => index % step === 0 || index === frames.length - 1)
}

/** When the client left, ms after the request; undefined where it stayed to the end. */
function leftAfter({ left_at, at, sent }: WholeExchange): number | undefined {
  if (sent?.ended !== 'client-left' || left_at === undefined) return undefined
  return Date.parse(left_at) - Date.parse(at)
}
