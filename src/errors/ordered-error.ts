import type { HeaderList } from '../message/headers.ts'
import { findError } from './catalogue.ts'
import { MODEL } from './error-spec.ts'
import type {
  ErrorOverrides,
  ErrorSpec,
  GatewayErrorChange,
  GatewayErrorSpec,
  OrderedError,
  OuterFields,
  ProviderErrorSpec,
} from './error-spec.ts'
import { retryHeaders } from './retry-headers.ts'

/** A named error's spec with a scenario's changes and the model of the call filled in. */
export function errorSpec(named: ErrorSpec, overrides: ErrorOverrides, model: string): ErrorSpec {
  if (named.layer === 'network') return named
  return named.layer === 'gateway' ? changeGateway(named, overrides, model) : changeProvider(named, overrides)
}

/** An error that was ordered by name, as a line with these changes tells it; undefined: as the table does. */
export function changedSpec(
  { name, overrides }: OrderedError,
  changes: Readonly<Record<string, GatewayErrorChange>>,
  model: string,
): GatewayErrorSpec | undefined {
  const change = changes[name]
  const named = findError(name)?.spec
  if (change === undefined || named?.layer !== 'gateway') return undefined
  const spec = { ...named, ...change, error: { ...named.error, ...change.error } }
  return changeGateway(spec, overrides, model)
}

/** An error described by its fields alone: what a deployment would answer with them, or the gateway where no deployment can. */
export function ownErrorSpec(overrides: ErrorOverrides): ProviderErrorSpec | GatewayErrorSpec {
  return isOfGateway(overrides.outer) ? gatewayErrorSpec(overrides) : azureErrorSpec(overrides)
}

/** Whether only an error that the gateway makes itself has these fields. */
export function isOfGateway(outer: OuterFields = {}): boolean {
  return outer.type !== undefined || outer.is_bifrost_error !== undefined
}

function gatewayErrorSpec(overrides: ErrorOverrides): GatewayErrorSpec {
  const spec = {
    layer: 'gateway',
    status: 500,
    statusInBody: true,
    isBifrostError: false,
    error: { message: 'The request failed.' },
  } as const
  return changeGateway(spec, overrides, '')
}

function azureErrorSpec(overrides: ErrorOverrides): ProviderErrorSpec {
  const error: Record<string, unknown> = {
    message: 'The request failed.',
    type: null,
    param: null,
    code: null,
  }
  return changeProvider({ layer: 'provider', status: 500, headers: [], body: { json: { error } } }, overrides)
}

/** Fields of `error` that can be ordered. */
const INNER = ['message', 'code', 'type', 'param', 'event_id'] as const

/** The headers that a scenario orders, names in lower case. */
function orderedHeaders({ retry_after: seconds, headers = {} }: ErrorOverrides): HeaderList {
  const own = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value] as const)
  return seconds === undefined ? own : [...retryHeaders(seconds), ...own]
}

function changeProvider(spec: ProviderErrorSpec, overrides: ErrorOverrides): ProviderErrorSpec {
  const headers = new Map(spec.headers)
  for (const [name, value] of orderedHeaders(overrides)) headers.set(name, value)
  return {
    ...spec,
    status: overrides.status ?? spec.status,
    headers: [...headers],
    body: 'json' in spec.body ? { json: changeBody(spec.body.json, overrides) } : spec.body,
    ...(spec.events === undefined
      ? {}
      : { events: spec.events.map((event) => changeBody(event, overrides)) }),
  }
}

function changeBody(body: unknown, overrides: ErrorOverrides): unknown {
  const { error, ...rest } = body as { error?: Record<string, unknown> }
  if (error === undefined)
    return overrides.message === undefined ? body : { ...rest, message: overrides.message }
  const changed = { ...error }
  for (const key of INNER) {
    if (overrides[key] !== undefined) changed[key] = overrides[key]
  }
  if (
    overrides.retry_after !== undefined &&
    overrides.message === undefined &&
    typeof changed['message'] === 'string'
  ) {
    changed['message'] = changed['message'].replace(
      /retry after \d+ seconds?/,
      `retry after ${Math.ceil(overrides.retry_after)} seconds`,
    )
  }
  const eventId = overrides.outer?.event_id
  return { ...(eventId === undefined ? {} : { event_id: eventId }), ...rest, error: changed }
}

function changeGateway(spec: GatewayErrorSpec, overrides: ErrorOverrides, model: string): GatewayErrorSpec {
  const error: Record<string, unknown> = {}
  for (const [key, value] of Object.entries(spec.error)) {
    error[key] = typeof value === 'string' ? value.replaceAll(MODEL, model) : value
  }
  for (const key of INNER) {
    if (overrides[key] !== undefined) error[key] = overrides[key]
  }
  const { type, event_id: eventId, is_bifrost_error: isBifrostError } = overrides.outer ?? {}
  return {
    ...spec,
    ...(type === undefined ? {} : { type }),
    ...(eventId === undefined ? {} : { eventId }),
    ...(isBifrostError === undefined ? {} : { isBifrostError }),
    status: overrides.status ?? spec.status,
    error: error as unknown as GatewayErrorSpec['error'],
    headers: orderedHeaders(overrides),
    ...(spec.plain === undefined || overrides.message === undefined
      ? {}
      : { plain: { ...spec.plain, text: overrides.message } }),
  }
}
