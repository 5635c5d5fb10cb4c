import { computed, signal } from '@preact/signals'
import { call } from './api.ts'
import { Detail } from './exchange/detail.tsx'
import { go, place } from './place.ts'
import { ms, rowOf } from './read-exchange.ts'
import type { Row } from './read-exchange.ts'
import { act, exchanges, forgetExchanges } from './store.ts'
import { useWindow } from './virtual-list.ts'

const ROW_HEIGHT = 34

const filter = signal({ text: '', deployment: '', session: '', outcome: '' })

const rows = computed(() => exchanges.value.map(rowOf))
const shown = computed(() => rows.value.filter(fits))

const OUTCOMES: Readonly<Record<string, (row: Row) => boolean>> = {
  running: ({ ended }) => ended === undefined,
  'status 2xx': ({ status = 0 }) => status >= 200 && status < 300,
  'status 4xx': ({ status = 0 }) => status >= 400 && status < 500,
  'status 5xx': ({ status = 0 }) => status >= 500,
  'with a fault': ({ faults }) => faults.length > 0,
  'broken off': ({ ended }) => ended !== undefined && ended !== 'end',
  'client left': ({ ended }) => ended === 'client-left',
  'made up': ({ answeredBy }) => answeredBy === 'fake',
}

function fits(row: Row): boolean {
  const { text, deployment, session, outcome } = filter.value
  const words = text.toLowerCase()
  return (
    (deployment === '' || row.deployment === deployment) &&
    (session === '' || row.session === session) &&
    (outcome === '' || OUTCOMES[outcome]!(row)) &&
    (words === '' || `${row.id} ${row.question} ${row.answeredBy}`.toLowerCase().includes(words))
  )
}

export function Exchanges() {
  const { open } = place.value
  return (
    <div class={open === '' ? 'split alone' : 'split'}>
      <section class="list" aria-label="Exchanges">
        <Filters />
        {rows.value.length === 0 ? <Nothing /> : <List />}
      </section>
      {open === '' ? null : <Detail key={open} id={open} />}
    </div>
  )
}

function Filters() {
  const set = (part: Partial<typeof filter.value>) => (filter.value = { ...filter.value, ...part })
  const { text, deployment, session, outcome } = filter.value
  const clear = () =>
    act(async () => {
      await call('DELETE', 'journal')
      forgetExchanges()
      go('exchanges')
    }, 'All exchanges are forgotten.')
  return (
    <form class="filters" onSubmit={(event) => event.preventDefault()}>
      <input
        type="search"
        placeholder="Text, id or scenario"
        aria-label="Filter by text, id or scenario"
        value={text}
        onInput={(event) => set({ text: event.currentTarget.value })}
      />
      <Choice
        name="deployment"
        value={deployment}
        of={distinct((row) => row.deployment)}
        onChange={(value) => set({ deployment: value })}
      />
      <Choice
        name="session"
        value={session}
        of={distinct((row) => row.session)}
        onChange={(value) => set({ session: value })}
      />
      <Choice
        name="outcome"
        value={outcome}
        of={Object.keys(OUTCOMES)}
        onChange={(value) => set({ outcome: value })}
      />
      <span class="count" role="status">
        {shown.value.length === rows.value.length
          ? rows.value.length
          : `${shown.value.length} of ${rows.value.length}`}
      </span>
      <button type="button" class="plain" onClick={() => void clear()}>
        Clear
      </button>
    </form>
  )
}

function Choice(props: {
  readonly name: string
  readonly value: string
  readonly of: readonly string[]
  readonly onChange: (value: string) => void
}) {
  if (props.of.length === 0) return null
  return (
    <select
      aria-label={`Filter by ${props.name}`}
      value={props.value}
      onChange={(event) => props.onChange(event.currentTarget.value)}
    >
      <option value="">every {props.name}</option>
      {props.of.map((it) => (
        <option key={it} value={it}>
          {it}
        </option>
      ))}
    </select>
  )
}

function distinct(part: (row: Row) => string): readonly string[] {
  return [...new Set(rows.value.map(part))].filter((it) => it !== '').sort()
}

const COLUMNS = ['time', 'status', 'deployment', 'question', 'answered by', 'first', 'total'] as const

function List() {
  const list = shown.value
  const { ref, first, last } = useWindow(list.length, ROW_HEIGHT)
  return (
    <div class="rows" ref={ref} onKeyDown={onKey}>
      <div class="row head" aria-hidden="true">
        {COLUMNS.map((name) => (
          <span key={name} class={name.replace(' ', '-')}>
            {name}
          </span>
        ))}
      </div>
      <div
        role="list"
        aria-label={`${list.length} exchanges`}
        style={{ height: `${list.length * ROW_HEIGHT}px`, position: 'relative' }}
      >
        {list.slice(first, last).map((row, at) => (
          <Line key={row.id} row={row} index={first + at} count={list.length} />
        ))}
      </div>
    </div>
  )
}

function Line({ row, index, count }: { readonly row: Row; readonly index: number; readonly count: number }) {
  const isOpen = place.value.open === row.id
  return (
    <div role="listitem" aria-posinset={index + 1} aria-setsize={count}>
      <a
        class={isOpen ? 'row open' : 'row'}
        aria-current={isOpen ? 'true' : undefined}
        href={`#exchanges/${row.id}`}
        style={{ top: `${index * ROW_HEIGHT}px`, height: `${ROW_HEIGHT}px` }}
      >
        <span class="time">{row.time}</span>
        <span class="status">
          <Status row={row} />
        </span>
        <span class="deployment">{row.deployment}</span>
        <span class="question" title={row.question}>
          {row.question}
        </span>
        <span class="answered-by" title={row.answeredBy}>
          {row.answeredBy}
          {row.faults.map((fault) => (
            <em key={fault} class="fault">
              {fault}
            </em>
          ))}
        </span>
        <span class="first">{ms(row.firstMs)}</span>
        <span class="total">{row.ended === undefined ? '…' : ms(row.totalMs)}</span>
      </a>
    </div>
  )
}

function Status({ row }: { readonly row: Row }) {
  const kind = row.status === undefined || row.status >= 500 ? 'bad' : row.status >= 400 ? 'warn' : 'good'
  const end = row.ended === undefined || row.ended === 'end' ? '' : ` ${row.ended}`
  return (
    <>
      <b class={kind}>{row.status ?? '–'}</b>
      {row.isStream ? <small title="a stream">stream</small> : null}
      {end === '' ? null : <small class="bad">{end}</small>}
    </>
  )
}

function Nothing() {
  return (
    <div class="empty">
      <h2>No requests yet</h2>
      <p>
        Send one from your client, or <a href="#try">try it here</a>. Each request shows up at once.
      </p>
    </div>
  )
}

/** Arrow keys open the next or the previous exchange. */
function onKey(event: KeyboardEvent): void {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
  if (step === undefined) return
  const at = shown.value.findIndex((row) => row.id === place.value.open)
  const next = shown.value[Math.max(0, at + step)]
  if (next === undefined) return
  event.preventDefault()
  go('exchanges', next.id)
  requestAnimationFrame(() => document.querySelector<HTMLElement>('.row.open')?.focus())
}
