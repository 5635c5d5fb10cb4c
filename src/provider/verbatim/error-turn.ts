import { errorSpec, ownErrorSpec } from '../../errors/ordered-error.ts'
import { findError } from '../../errors/catalogue.ts'
import type {
  ErrorOverrides,
  ErrorSpec as CatalogueSpec,
  ProviderErrorSpec,
} from '../../errors/error-spec.ts'
import type { ErrorSpec } from '../../scenario/outcome.ts'
import type { ProviderTurn, UpstreamAnswer, UpstreamPiece } from '../../contracts/upstream.ts'
import type { HeaderList } from '../../message/headers.ts'

/**
 * A scenario's `error:` as what the deployment, its connection or the gateway does. `headers`: Azure's own on every answer.
 * `speed`: 0 where time does not pass; a wait that nobody wrote is then none.
 */
export function errorTurn(
  spec: ErrorSpec,
  model: string,
  stream: boolean,
  headers: HeaderList,
  speed: number,
): ProviderTurn {
  const named = spec.name === undefined ? undefined : findError(spec.name)?.spec
  const overrides = speed === 0 ? withoutWait(overridesOf(spec), named) : overridesOf(spec)
  const error = named === undefined ? ownErrorSpec(overrides) : errorSpec(named, overrides, model)
  if (error.layer === 'network') return { kind: 'none', why: error.why, at: 0 }
  if (error.layer === 'gateway') {
    const { body } = spec
    return {
      kind: 'gateway-error',
      spec: body === undefined ? error : { ...error, body },
      ...(spec.name !== undefined && { order: { name: spec.name, overrides } }),
    }
  }
  return providerAnswer(
    spec.body === undefined ? error : { ...error, body: { json: spec.body } },
    stream,
    headers,
  )
}

function providerAnswer(spec: ProviderErrorSpec, stream: boolean, headers: HeaderList): UpstreamAnswer {
  const asStream = stream && spec.events !== undefined
  const status = !asStream && spec.events !== undefined ? 500 : spec.status
  const body: readonly UpstreamPiece[] = asStream
    ? (spec.events ?? []).map((event) => ({ at: 0, event }))
    : [{ at: 0, data: 'json' in spec.body ? JSON.stringify(spec.body.json) : spec.body.text }]
  const own = new Map<string, string>([...headers, ...spec.headers])
  if (!own.has('content-type')) own.set('content-type', 'application/json')
  return {
    kind: 'answer',
    status,
    headers: [...own],
    headAt: 0,
    body,
    ending: spec.ending ?? 'end',
    endAt: 0,
  }
}

function withoutWait(overrides: ErrorOverrides, named: CatalogueSpec | undefined): ErrorOverrides {
  const own = named === undefined || named.layer === 'network' ? [] : (named.headers ?? [])
  const isGiven = overrides.retry_after !== undefined || Object.keys(overrides.headers ?? {}).some(isWait)
  return isGiven || !own.some(([name]) => isWait(name)) ? overrides : { ...overrides, retry_after: 0 }
}

function isWait(name: string): boolean {
  return /^retry-after(?:-ms)?$/i.test(name)
}

function overridesOf(spec: ErrorSpec): ErrorOverrides {
  const { name: _name, body: _body, headers, ...rest } = spec
  const given = Object.fromEntries(
    Object.entries(rest).filter(([, value]) => value !== undefined),
  ) as ErrorOverrides
  return headers === undefined ? given : { ...given, headers: Object.fromEntries(headers) }
}
