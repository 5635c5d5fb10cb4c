import { Tabs } from '../tabs.tsx'
import type { HeaderPairs, UpstreamCall, WholeExchange } from '../wire.ts'
import { laidOut } from './json-text.ts'

/** What the client asked, and what each attempt of the gateway asked of Azure. */
export function RequestPart({ exchange }: { readonly exchange: WholeExchange }) {
  const { request, upstream = [] } = exchange
  const target = request.query === '' ? request.path : `${request.path}?${request.query}`
  const items = [
    {
      name: 'As sent',
      content: () => (
        <>
          <p class="line">
            {request.method} {target}
          </p>
          <Headers of={request.headers} />
          <pre tabIndex={0}>{laidOut(request.body)}</pre>
        </>
      ),
    },
    ...upstream.map((call, index) => ({
      name: upstream.length === 1 ? 'To Azure' : `To Azure, attempt ${index + 1}`,
      content: () => <Upstream call={call} />,
    })),
  ]
  return (
    <details class="part" open>
      <summary>Request</summary>
      <Tabs label="The request" items={items} />
    </details>
  )
}

function Upstream({ call }: { readonly call: UpstreamCall }) {
  return (
    <>
      <p class="line">
        {call.method} {call.url}
      </p>
      <ul class="chips">
        {call.dropped.map((name) => (
          <li key={name} class="bad">
            dropped: {name}
          </li>
        ))}
        {call.changed.map((name) => (
          <li key={name} class="warn">
            changed: {name}
          </li>
        ))}
        {call.added.map((name) => (
          <li key={name} class="good">
            added: {name}
          </li>
        ))}
      </ul>
      <Headers of={call.headers} />
      <Marked text={laidOut(call.body)} call={call} />
    </>
  )
}

/** The body with the lines of keys that the gateway added or changed marked. */
function Marked({ text, call }: { readonly text: string; readonly call: UpstreamCall }) {
  return (
    <pre tabIndex={0}>
      {text.split('\n').map((line, index) => {
        const key = /^ {2}"([^"]+)":/.exec(line)?.[1]
        const kind =
          key === undefined
            ? ''
            : call.added.includes(key)
              ? 'added'
              : call.changed.includes(key)
                ? 'changed'
                : ''
        return (
          <span key={index} class={kind}>
            {line}
            {'\n'}
          </span>
        )
      })}
    </pre>
  )
}

export function Headers({ of }: { readonly of: HeaderPairs }) {
  if (of.length === 0) return null
  return (
    <details class="headers">
      <summary>{of.length} headers</summary>
      <dl>
        {of.map(([name, value], index) => (
          <div key={index}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </details>
  )
}
