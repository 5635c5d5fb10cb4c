import type { ScenarioLibrary } from '../disk/library/scenario-library.ts'
import type { Emulator } from '../exchange/emulator.ts'
import type { Diagnostic } from '../shape/diagnostic.ts'
import { atCaller, callerPlace } from './caller-place.ts'
import { plainScenario } from './plain-scenario.ts'
import { RuleBuilder } from './rule-builder.ts'
import type { AddedRule, RuleHome, RuleStart } from './rule-builder.ts'
import { splitFunctions } from './program-functions.ts'
import type { ProgramScenario, RequestTest } from './program-functions.ts'
import type { WhenInput } from './scenario-types.ts'
import { whenMap } from './when-map.ts'
import { WrongScenario } from './wrong-scenario.ts'

/** The rules that a program adds, for everybody or for one session. */
export class ProgramRules implements RuleHome {
  readonly #library: ScenarioLibrary
  readonly #emulator: Emulator
  readonly #session: string | undefined
  /** Of each text of a rule: what is odd about it. */
  readonly #paths = new Map<string, readonly string[]>()
  #failures: string[] = []
  #written: RuleBuilder[] = []

  constructor(library: ScenarioLibrary, emulator: Emulator, session?: string) {
    this.#library = library
    this.#emulator = emulator
    this.#session = session
  }

  /** Begins a rule; it answers once it has an answer. */
  when(when: WhenInput | RequestTest): RuleStart {
    if (when === undefined)
      throw new TypeError(
        'when takes a text, a pattern, a map of conditions or a function, got undefined; {} fits every request',
      )
    return this.#begin(this.#conditions(when))
  }

  /** Adds a whole scenario, written as in a file. Throws `WrongScenario`. */
  add(scenario: ProgramScenario): AddedRule {
    if (typeof scenario !== 'object' || scenario === null)
      throw new TypeError(
        `add takes a scenario such as { when: 'hello', reply: 'Hi!' }, got ${JSON.stringify(scenario)}`,
      )
    return this.#begin({ ...scenario, ...this.#conditions(scenario.when ?? {}) }).add()
  }

  put(
    { test, ...scenario }: Readonly<Record<string, unknown>>,
    path: string | undefined,
  ): { readonly path: string; readonly name: string } {
    const fail = (message: string) => void this.#failures.push(message)
    const { plain, program } = splitFunctions(scenario, test as RequestTest | undefined, fail)
    const text = JSON.stringify({ scenarios: [plainScenario(plain)] })
    const { ok, diagnostics, path: at, names } = this.#library.runtimeRules.putNow(text, path, program)
    if (!ok) throw atCaller(new WrongScenario(diagnostics, text))
    this.#paths.set(at, diagnostics.map(warningText))
    return { path: at, name: names[0]! }
  }

  leave(rule: RuleBuilder, path: string | undefined): void {
    this.#written = this.#written.filter((it) => it !== rule)
    if (path === undefined) return
    this.#paths.delete(path)
    this.#library.runtimeRules.dropNow([path])
    this.forget(rule.name)
  }

  hitsOf(rule: string): number {
    return this.#emulator.deployment.hits.of(rule)
  }

  forget(rule: string): void {
    this.#emulator.deployment.forget(rule)
  }

  /** Those that never answered. */
  get unused(): readonly AddedRule[] {
    return this.#written.filter((rule) => rule.isAdded && rule.hits === 0)
  }

  /** The places where a rule was begun that got no answer. */
  get unfinished(): readonly string[] {
    return this.#written.filter((rule) => !rule.isAdded).map(({ name }) => name)
  }

  /** What is odd about them and stops nothing. */
  get warnings(): readonly string[] {
    return [...this.#paths.values()].flat()
  }

  /** Functions that failed. */
  get failures(): readonly string[] {
    return this.#failures
  }

  /** Takes away all of them. */
  clear(): void {
    this.#library.runtimeRules.dropNow([...this.#paths.keys()])
    for (const rule of this.#written) this.forget(rule.name)
    this.#paths.clear()
    this.#failures = []
    this.#written = []
  }

  #begin(scenario: Readonly<Record<string, unknown>>): RuleBuilder {
    const rule = new RuleBuilder(this, scenario, this.#freeName(callerPlace() ?? 'rule'))
    this.#written.push(rule)
    return rule
  }

  /** Conditions as they stand in a scenario; a function stands beside them. */
  #conditions(when: WhenInput | RequestTest): Readonly<Record<string, unknown>> {
    if (typeof when === 'function') return { when: this.#own({}), test: when }
    return { when: this.#own(when) }
  }

  #own(when: WhenInput): object {
    const map = whenMap(when)
    if (this.#session === undefined) return map
    if ('session' in map)
      throw new TypeError(
        `when.session cannot be given here: these rules answer session ${JSON.stringify(this.#session)} alone`,
      )
    return { session: { equals: this.#session }, ...map }
  }

  /** A loop comes by the same place again. */
  #freeName(place: string): string {
    const { byName } = this.#emulator.book
    const isTaken = (name: string) =>
      byName.has(name) || this.#written.some((rule) => !rule.isAdded && rule.name === name)
    let name = place
    for (let count = 2; isTaken(name); count++) name = `${place} (${count})`
    return name
  }
}

function warningText({ message, hint }: Diagnostic): string {
  return hint === undefined ? message : `${message}; ${hint}`
}
