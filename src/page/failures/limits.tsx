import { orderText } from './order.tsx'
import { status } from '../store.ts'
import type { DeploymentLimit } from '../wire.ts'

/** The limits of deployments, and what is left of them. */
export function Limits() {
  const limits = status.value?.deployment_limits ?? []
  return (
    <section class="card">
      <h2>Limits</h2>
      {limits.length === 0 ? (
        <p class="thin">
          No deployment has a limit. A scenario file can set them:{' '}
          <code>limits: [&#123; deployment: gpt-4o, requests_per_minute: 60 &#125;]</code>
        </p>
      ) : (
        <ul class="orders">
          {limits.map((limit, index) => (
            <One key={index} limit={limit} />
          ))}
        </ul>
      )}
    </section>
  )
}

function One({ limit: { counts, ...rest } }: { readonly limit: DeploymentLimit }) {
  const { requests_per_minute: requests, tokens_per_minute: tokens } = rest
  return (
    <li>
      {orderText(rest as Readonly<Record<string, unknown>>)}
      {counts.length === 0 ? <small> · not asked yet</small> : null}
      {counts.map((count, index) => (
        <div key={index}>
          <Meter name="requests" of={requests} left={count.remaining_requests} who={count.deployment} />
          <Meter name="tokens" of={tokens} left={count.remaining_tokens} who={count.deployment} />
          {count.full_in_ms > 0 ? <small>full again in {Math.ceil(count.full_in_ms / 1000)} s</small> : null}
        </div>
      ))}
    </li>
  )
}

interface MeterFacts {
  readonly name: string
  readonly of: number | undefined
  readonly left: number | undefined
  readonly who: string
}

function Meter({ name, of, left, who }: MeterFacts) {
  if (of === undefined || left === undefined) return null
  return (
    <div class="meter-line">
      <meter min={0} max={of} low={of / 4} optimum={of} value={left} aria-label={`${name} left of ${who}`} />
      <small>
        {who}: {Math.floor(left)} of {of} {name} left
      </small>
    </div>
  )
}
