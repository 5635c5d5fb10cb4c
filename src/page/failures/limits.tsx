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
  return (
    <li>
      {orderText(rest as Readonly<Record<string, unknown>>)}
      {counts.length === 0 ? <small> · not asked yet</small> : null}
      {counts.map((count, index) => (
        <div key={index}>
          {Object.entries(count).map(([name, value]) => (
            <Meter key={name} name={name} value={value} />
          ))}
        </div>
      ))}
    </li>
  )
}

function Meter({ name, value }: { readonly name: string; readonly value: unknown }) {
  const { left, of } = (value ?? {}) as { readonly left?: number; readonly of?: number }
  if (typeof left !== 'number' || typeof of !== 'number')
    return (
      <small>
        {name}: {typeof value === 'string' ? value : JSON.stringify(value)}{' '}
      </small>
    )
  return (
    <div class="meter-line">
      <meter min={0} max={of} low={of / 4} optimum={of} value={left} aria-label={`${name} left`} />
      <small>
        {Math.floor(left)} of {of} {name} left
      </small>
    </div>
  )
}
