import { useState } from 'preact/hooks'
import { call } from '../api.ts'
import { act } from '../store.ts'

interface Told {
  readonly now?: string
  readonly waiting?: number
  readonly next_in_ms?: number | null
}

/** Time that is moved by hand. */
export function Clock() {
  const [by, setBy] = useState('1s')
  const [told, setTold] = useState<Told>()
  const move = (order: object) =>
    act(async () => {
      await call('POST', 'clock', order)
      setTold(await call<Told>('GET', 'clock'))
    })
  return (
    <section class="card">
      <h2>Clock</h2>
      <p class="thin">
        {told === undefined
          ? 'Time stands until it is moved.'
          : `${told.waiting ?? 0} wait${told.next_in_ms === undefined || told.next_in_ms === null ? '' : `, the next is due in ${told.next_in_ms} ms`}.`}
      </p>
      <label>
        Time
        <input value={by} onInput={(event) => setBy(event.currentTarget.value)} />
      </label>
      <div class="actions">
        <button onClick={() => void move({ advance: by })}>Advance</button>
        <button onClick={() => void move({ to_next: true })}>To what is due next</button>
        <button onClick={() => void move({ to_idle: true })}>Until nobody waits</button>
      </div>
    </section>
  )
}
