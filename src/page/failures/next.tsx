import { call } from '../api.ts'
import { act, refreshStatus, status } from '../store.ts'
import { asOrder, order, orderText, useCatalogue, WhatFails } from './order.tsx'

/** An error or a fault for the requests that come next. */
export function Next() {
  const known = useCatalogue()
  const { what, deployment, times } = order.value
  const set = (part: Partial<typeof order.value>) => (order.value = { ...order.value, ...part })
  const submit = (event: SubmitEvent) => {
    event.preventDefault()
    const body = { ...asOrder(what, known), times, ...(deployment === '' ? {} : { deployment }) }
    void act(async () => {
      await call('POST', 'next', body)
      await refreshStatus()
    }, 'The next request that fits will fail.')
  }
  const waiting = status.value?.next ?? []
  const takeBack = () =>
    act(async () => {
      await call('DELETE', 'next')
      await refreshStatus()
    }, 'Nothing waits any more.')
  return (
    <section class="card">
      <h2>The next request</h2>
      <form onSubmit={submit}>
        <WhatFails value={what} onInput={(value) => set({ what: value })} />
        <label>
          Deployment
          <input
            value={deployment}
            placeholder="any"
            onInput={(event) => set({ deployment: event.currentTarget.value })}
          />
        </label>
        <label>
          Requests
          <input
            type="number"
            min="1"
            value={times}
            onInput={(event) => set({ times: Number(event.currentTarget.value) || 1 })}
          />
        </label>
        <button class="main">Fail</button>
      </form>
      {waiting.length === 0 ? (
        <p class="thin">Nothing waits.</p>
      ) : (
        <>
          <ul class="orders">
            {waiting.map((it, index) => (
              <li key={index}>{orderText(it)}</li>
            ))}
          </ul>
          <button onClick={() => void takeBack()}>Take back</button>
        </>
      )}
    </section>
  )
}
