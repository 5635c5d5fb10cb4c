import { go } from '../place.ts'
import type { NearMiss, WholeExchange } from '../wire.ts'

/** Why this scenario answered, and what kept the nearest others from it. */
export function Why({ exchange }: { readonly exchange: WholeExchange }) {
  const { why, near_misses: misses, scenario, answered_by: by } = exchange
  return (
    <details class="part" open>
      <summary>Why this answer</summary>
      <p>
        {scenario === null ? (
          <>{BY[by] ?? `Answered by ${by}.`}</>
        ) : (
          <>
            Scenario <b>{scenario}</b>
            {why === undefined ? '' : ' at '}
            {why === undefined ? null : <Place at={why.at} />}
            {why?.call === undefined || why.call === null ? '' : `, match ${why.call} of this session`}.
          </>
        )}
      </p>
      {why === undefined || why.conditions.length === 0 ? null : (
        <Table
          caption="Its conditions"
          head={['condition', 'wanted', 'the request had']}
          rows={why.conditions.map((it) => [it.path, it.expected, it.actual])}
        />
      )}
      {misses === undefined || misses.length === 0 ? null : (
        <table class="near">
          <caption>
            {scenario === null
              ? 'The nearest scenarios, and the first condition that failed'
              : 'Other near scenarios, and why they did not answer'}
          </caption>
          <thead>
            <tr>
              <th>scenario</th>
              <th>failed on</th>
              <th>wanted</th>
              <th>the request had</th>
            </tr>
          </thead>
          <tbody>
            {misses.map((miss) => (
              <Miss key={miss.scenario} miss={miss} />
            ))}
          </tbody>
        </table>
      )}
    </details>
  )
}

const BY: Readonly<Record<string, string>> = {
  fake: 'No scenario matched, so the answer was made up.',
  error: 'An ordered error answered.',
  gateway: 'The gateway answered by itself; the deployment was not asked.',
  limit: 'A limit of the deployment was reached.',
}

function Miss({ miss }: { readonly miss: NearMiss }) {
  return (
    <tr>
      <td>
        {miss.scenario} <Place at={miss.at} />
      </td>
      <td>{miss.path}</td>
      <td>{miss.expected}</td>
      <td>{miss.actual}</td>
    </tr>
  )
}

/** `file:line:column`, which opens the editor there. */
export function Place({ at }: { readonly at: string }) {
  return (
    <a
      class="place"
      href="#scenarios"
      onClick={(event) => {
        event.preventDefault()
        go('scenarios', at)
      }}
    >
      {at}
    </a>
  )
}

function Table(props: {
  readonly caption: string
  readonly head: readonly string[]
  readonly rows: readonly (readonly string[])[]
}) {
  return (
    <table>
      <caption>{props.caption}</caption>
      <thead>
        <tr>
          {props.head.map((it) => (
            <th key={it}>{it}</th>
          ))}
        </tr>
      </thead>
      <tbody>
        {props.rows.map((row, index) => (
          <tr key={index}>
            {row.map((cell, column) => (
              <td key={column}>{cell}</td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  )
}
