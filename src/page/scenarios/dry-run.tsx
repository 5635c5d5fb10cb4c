import { useState } from 'preact/hooks'
import { call } from '../api.ts'
import { act } from '../store.ts'

interface Found {
  readonly scenario: string | null
  readonly misses: readonly {
    readonly scenario: string
    readonly path: string
    readonly expected: string
    readonly actual: string
  }[]
}

/** Which scenario would answer an exchange if the file were as it is in the editor. Nothing is saved or counted. */
export function DryRun(props: {
  readonly file: string
  readonly exchange: string
  readonly text: () => string
}) {
  const [found, setFound] = useState<Found>()
  const run = () =>
    act(async () => {
      const { file, exchange } = props
      setFound(await call<Found>('POST', 'files/match', { file, exchange, text: props.text() }))
    })
  return (
    <div class="dry">
      <button onClick={() => void run()}>Which scenario would answer {props.exchange}?</button>
      {found === undefined ? null : (
        <>
          <p>
            {found.scenario === null ? (
              'None; the answer would be made up.'
            ) : (
              <>
                Scenario <b>{found.scenario}</b>.
              </>
            )}
          </p>
          <ul>
            {found.misses.map((it) => (
              <li key={it.scenario}>
                <b>{it.scenario}</b>: {it.path} {it.expected}, but the request had {it.actual}
              </li>
            ))}
          </ul>
        </>
      )}
    </div>
  )
}
