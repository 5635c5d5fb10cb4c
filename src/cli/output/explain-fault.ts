import { wanted } from '../../faults/check-fault.ts'
import { faultNames, findFault } from '../../faults/fault-table.ts'
import type { FaultEntry } from '../../faults/fault-table.ts'
import { PROXY_FACTS } from '../../faults/proxy-facts.ts'

/** A fault, or one of the things that a proxy does, for people and machines. */
export interface ExplainedFault {
  /** As `x-emulator-fault` takes it. */
  readonly code: string
  readonly about: string
  /** A line each. */
  readonly facts: readonly string[]
  /** As a scenario takes it. */
  readonly example: string
}

/** By the name of a fault, or of what a proxy does (`cut_chunked`, `as_proxy:cut_chunked`). */
export function explainedFault(code: string): ExplainedFault | undefined {
  const word = code.startsWith(AS_PROXY) ? code.slice(AS_PROXY.length) : code
  const fact = PROXY_FACTS.find(({ name }) => name === word)
  const asProxy = findFault('as_proxy')!
  if (fact !== undefined) {
    const { name, about, proxies, clients, options } = fact
    return {
      code: `${AS_PROXY}${name}`,
      about,
      facts: [
        `Seen with ${proxies.join('; ')}.`,
        ...(clients === undefined ? [] : [`What clients do: ${clients}.`]),
        ...optionLines(asProxy, options),
      ],
      example: `as_proxy: ${name}`,
    }
  }
  const entry = findFault(code)
  if (entry === undefined) return undefined
  const { name, about, example, options } = entry
  const own = Object.keys(options).filter((option) => option !== 'chance')
  return { code: name, about, facts: optionLines(entry, own), example }
}

/** The names that `explainedFault` knows. */
export function explainedFaults(): readonly string[] {
  return [...faultNames(), ...PROXY_FACTS.map(({ name }) => name)]
}

const AS_PROXY = 'as_proxy:'

function optionLines({ options }: FaultEntry, names: readonly string[]): readonly string[] {
  return names.map((name) => `${name}: ${options[name]!.about} (${wanted(options[name]!)})`)
}
