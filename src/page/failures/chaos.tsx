import { useEffect, useState } from 'preact/hooks'
import { call } from '../api.ts'
import { asOrder, orderText, useCatalogue, WhatFails } from './order.tsx'
import { act, refreshStatus, status } from '../store.ts'
import type { Chaos as Running } from '../wire.ts'

/** Failures by chance for a while, with what they did so far. */
export function Chaos() {
  const known = useCatalogue()
  const [what, setWhat] = useState('azure.server_error')
  const [rate, setRate] = useState(0.2)
  const [time, setTime] = useState('5m')
  const running = status.value?.chaos ?? []
  const ended = status.value?.ended_chaos ?? []
  const submit = (event: SubmitEvent) => {
    event.preventDefault()
    void act(async () => {
      await call('PUT', 'chaos', [{ ...asOrder(what, known), rate, for: time }])
      await refreshStatus()
    }, `Chaos for ${time}.`)
  }
  const end = () =>
    act(async () => {
      await call('DELETE', 'chaos')
      await refreshStatus()
    }, 'Chaos has ended.')
  return (
    <section class="card">
      <h2>Chaos</h2>
      <form onSubmit={submit}>
        <WhatFails value={what} onInput={setWhat} />
        <label>
          Share of requests
          <input
            type="number"
            min="0"
            max="1"
            step="0.01"
            value={rate}
            onInput={(event) => setRate(Number(event.currentTarget.value))}
          />
        </label>
        <label>
          For
          <input value={time} onInput={(event) => setTime(event.currentTarget.value)} />
        </label>
        <button class="main">Start</button>
        {running.some(({ by }) => by !== 'file') ? (
          <button type="button" onClick={() => void end()}>
            End
          </button>
        ) : null}
      </form>
      {running.length === 0 ? (
        <p class="thin">None runs.</p>
      ) : (
        <ul class="orders">
          {running.map((it, index) => (
            <One key={index} chaos={it} />
          ))}
        </ul>
      )}
      {ended.length === 0 ? null : (
        <>
          <h3>Ended</h3>
          <ul class="orders">
            {ended.toReversed().map((it, index) => (
              <One key={index} chaos={it} />
            ))}
          </ul>
        </>
      )}
    </section>
  )
}

function One({ chaos }: { readonly chaos: Running }) {
  const { ends_at: endsAt, ended_at: endedAt, requests, hits, figures, by, on, ...rest } = chaos
  const left = useCountdown(endsAt)
  return (
    <li class={on ? 'on' : 'thin'}>
      {orderText(rest)}
      <div class="meter-line">
        <meter min={0} max={Math.max(1, requests)} value={hits} aria-label="requests that were hit" />
        <small>
          {hits} of {requests} requests hit · from {by === 'file' ? 'a file' : 'this run'}
          {left === undefined ? '' : ` · ends in ${left}`}
          {endedAt === undefined ? '' : ` · ended ${new Date(endedAt).toLocaleTimeString()}`}
          {figures === undefined || requests === 0
            ? ''
            : ` · ${counted(figures.tasks, 'task')}, ${counted(figures.amplification, 'request')} each, ${figures.lost} lost`}
        </small>
      </div>
    </li>
  )
}

function counted(count: number, word: string): string {
  return `${count} ${word}${count === 1 ? '' : 's'}`
}

function useCountdown(endsAt: string | undefined): string | undefined {
  const [now, setNow] = useState(Date.now)
  useEffect(() => {
    if (endsAt === undefined) return
    const timer = setInterval(() => setNow(Date.now()), 500)
    return () => clearInterval(timer)
  }, [endsAt])
  if (endsAt === undefined) return undefined
  const seconds = Math.max(0, Math.round((Date.parse(endsAt) - now) / 1000))
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`
}
