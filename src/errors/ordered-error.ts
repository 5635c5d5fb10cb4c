import type { HeaderList } from '../message/headers.ts'
import { findError } from './catalogue.ts'
import { MODEL } from './error-spec.ts'
import type {
  ErrorOverrides,
  ErrorSpec,
  GatewayErrorChange,
  GatewayErrorSpec,
  OrderedError,
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

/** An error described by its fields alone: what a deployment would answer with them. */
export function azureErrorSpec(overrides: ErrorOverrides): ProviderErrorSpec {
  const error: Record<string, unknown> = {
    message: 'The request failed.',
    type: null,
    param: null,
    code: null,
  }
  return changeProvider({ layer: 'provider', status: 500, headers: [], body: { json: { error } } }, overrides)
}

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
  for (const key of ['message', 'code', 'type', 'param'] as const) {
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
  return { ...rest, error: changed }
}

function changeGateway(spec: GatewayErrorSpec, overrides: ErrorOverrides, model: string): GatewayErrorSpec {
  const error: Record<string, unknown> = {}
  for (const [key, value] of Object.entries(spec.error)) {
    error[key] = typeof value === 'string' ? value.replaceAll(MODEL, model) : value
  }
  for (const key of ['message', 'code', 'type', 'param'] as const) {
    if (overrides[key] !== undefined) error[key] = overrides[key]
  }
  return {
    ...spec,
    status: overrides.status ?? spec.status,
    error: error as unknown as GatewayErrorSpec['error'],
    headers: orderedHeaders(overrides),
    ...(spec.plain === undefined || overrides.message === undefined
      ? {}
      : { plain: { ...spec.plain, text: overrides.message } }),
  }
}
