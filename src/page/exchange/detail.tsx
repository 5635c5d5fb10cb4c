import { useEffect, useState } from 'preact/hooks'
import { call } from '../api.ts'
import { exchanges, tell } from '../store.ts'
import { ms, questionOf } from '../read-exchange.ts'
import type { WholeExchange } from '../wire.ts'
import { Actions } from './actions.tsx'
import { Answer } from './answer.tsx'
import { RequestPart } from './request.tsx'
import { Timeline } from './timeline.tsx'
import { Why } from './why.tsx'

/** One exchange with all that is known of it; read anew while it runs. */
export function Detail({ id }: { readonly id: string }) {
  const [exchange, setExchange] = useState<WholeExchange>()
  const [isGone, setGone] = useState(false)
  const listed = exchanges.value.find((it) => it.id === id)
  useEffect(() => {
    let isWanted = true
    call<WholeExchange>('GET', `journal/${encodeURIComponent(id)}`)
      .then((found) => isWanted && (setGone(false), setExchange(found)))
      .catch((error: Error) => isWanted && (setGone(true), tell(error.message, true)))
    return () => void (isWanted = false)
  }, [id, listed])
  if (exchange === undefined)
    return (
      <section class="detail" aria-label={`Exchange ${id}`}>
        <p class="pad">{isGone ? `Exchange ${id} is no longer kept.` : 'Reading …'}</p>
      </section>
    )
  return (
    <section class="detail" aria-label={`Exchange ${id}`}>
      <Title exchange={exchange} />
      <Actions exchange={exchange} />
      <Timeline exchange={exchange} />
      <Why exchange={exchange} />
      <RequestPart exchange={exchange} />
      <Answer exchange={exchange} />
    </section>
  )
}

function Title({ exchange }: { readonly exchange: WholeExchange }) {
  const { planned, sent } = exchange
  const hit = exchange.faults.filter((it) => it.hit)
  const spared = exchange.faults.filter((it) => !it.hit)
  return (
    <header class="title">
      <div>
        <h2>
          {exchange.id} <span class="thin">{exchange.deployment}</span>
        </h2>
        <p class="question">
          {questionOf(exchange) ?? `${exchange.request.method} ${exchange.request.path}`}
        </p>
        {exchange.hint === undefined ? null : <p class="hint">Hint: {exchange.hint}</p>}
        <ul class="chips">
          <li>{planned?.status ?? 'no answer'}</li>
          <li>ended: {sent?.ended ?? 'running'}</li>
          <li>first byte {ms(sent?.head_ms)}</li>
          <li>all {ms(sent?.last_ms)}</li>
          <li>seed {exchange.seed}</li>
          {exchange.session === '' ? null : <li>session {exchange.session}</li>}
          {exchange.ordered_by === undefined ? null : <li class="warn">ordered by {exchange.ordered_by}</li>}
          {hit.map(({ fault }) => (
            <li key={fault} class="bad">
              {fault}
            </li>
          ))}
          {spared.map(({ fault, why }) => (
            <li key={fault}>
              {fault}: no effect{why === undefined ? '' : ` (${why})`}
            </li>
          ))}
        </ul>
      </div>
      <a class="close" href="#exchanges" aria-label="Close this exchange">
        ×
      </a>
    </header>
  )
}
