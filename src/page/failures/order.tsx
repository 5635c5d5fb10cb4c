import { signal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { call } from '../api.ts'
import { go } from '../place.ts'
import { act } from '../store.ts'
import type { Exchange } from '../wire.ts'

/** Names that can be ordered, with one sentence each. */
export interface Catalogue {
  readonly errors: readonly { readonly name: string; readonly about: string }[]
  readonly faults: readonly { readonly name: string; readonly about: string; readonly example: string }[]
}

const catalogue = signal<Catalogue>({ errors: [], faults: [] })
/** What the form for the next request holds. */
export const order = signal({ what: 'azure.rate_limit', deployment: '', times: 1 })

export function useCatalogue(): Catalogue {
  useEffect(() => {
    if (catalogue.value.errors.length > 0) return
    void act(async () => (catalogue.value = await call<Catalogue>('GET', 'catalogue')))
  }, [])
  return catalogue.value
}

/** Opens the form with what happened to this exchange. */
export function failLike(exchange: Exchange): void {
  const fault = exchange.faults.find(({ hit }) => hit)?.fault
  order.value = { what: fault ?? 'azure.rate_limit', deployment: exchange.deployment ?? '', times: 1 }
  go('failures')
}

/** An order is for an error where the catalogue has that name, else a fault. */
export function asOrder(what: string, { errors }: Catalogue): object {
  return errors.some(({ name }) => name === what) ? { error: what } : { fault: what }
}

export function WhatFails(props: { readonly value: string; readonly onInput: (value: string) => void }) {
  const { errors, faults } = useCatalogue()
  const about = [...errors, ...faults].find(({ name }) => name === props.value.split(':')[0])?.about
  return (
    <label class="wide">
      Error or fault
      <input
        list="what-fails"
        value={props.value}
        required
        spellcheck={false}
        onInput={(event) => props.onInput(event.currentTarget.value)}
      />
      <datalist id="what-fails">
        {errors.map(({ name, about: text }) => (
          <option key={name} value={name}>
            {text}
          </option>
        ))}
        {faults.map(({ name, example, about: text }) => (
          <option key={name} value={example}>
            {text}
          </option>
        ))}
      </datalist>
      <small>{about ?? 'A name of the error catalogue, or a fault such as cut:after=3.'}</small>
    </label>
  )
}

/** An order in a line, whatever it holds. */
export function orderText(order: Readonly<Record<string, unknown>>): string {
  const hidden = new Set(['by', 'on', 'requests', 'hits'])
  return Object.entries(order)
    .filter(([key]) => !hidden.has(key))
    .map(([key, value]) => `${key}: ${asWritten(value)}`)
    .join(', ')
}

/** A value as it stands in a scenario file. */
function asWritten(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(asWritten).join(', ')}]`
  if (typeof value !== 'object' || value === null) return String(value)
  return `{ ${orderText(value as Readonly<Record<string, unknown>>)} }`
}
