/** One fault as it was ordered; names and values are checked. */
export interface FaultOrder {
  readonly name: string
  readonly options: Readonly<Record<string, string | number>>
}

/** What became of an order. `why`: why it had no effect. */
export interface FaultEffect {
  /** As `x-emulator-fault` names it. */
  readonly fault: string
  readonly hit: boolean
  readonly why?: string
}

/** Why a fault with a chance did not hit this time. */
export const SPARED = 'chance spared it'

/** The effect of an order whose result is a changed thing, or a text that says why nothing changed. */
export function effectOf(order: FaultOrder, result: unknown): FaultEffect {
  const fault = faultText(order)
  return typeof result === 'string' ? { fault, hit: false, why: result } : { fault, hit: true }
}

/** As `x-emulator-fault` names it: `cut:after=3`. */
export function faultText({ name, options }: FaultOrder): string {
  const given = Object.entries(options).map(([key, value]) => `${key}=${written(value)}`)
  return given.length === 0 ? name : `${name}:${given.join(',')}`
}

function written(value: string | number): string {
  return typeof value === 'string' && /[,;"]/.test(value) ? JSON.stringify(value) : String(value)
}

/** A number option, or what holds where it is not given. */
export function numberOf(order: FaultOrder, key: string, otherwise: number): number {
  const value = order.options[key]
  return typeof value === 'number' ? value : otherwise
}

/** A text option, or what holds where it is not given. */
export function textOf(order: FaultOrder, key: string, otherwise: string): string {
  const value = order.options[key]
  return value === undefined ? otherwise : String(value)
}
