import type { ReplyFunction } from './program-functions.ts'
import type {
  ErrorInput,
  FakeInput,
  FaultsInput,
  OutcomeInput,
  ReplyInput,
  ScenarioInput,
  TimingInput,
  UpstreamInput,
  WireInput,
} from './scenario-types.ts'

/** What may be said of a rule before or after its answer; the words are those of scenario files. */
export interface RuleSettings<Self> {
  /** Its name in the journal and in messages; the place of the call of `when` unless given. */
  named(name: string): Self
  /** What goes wrong on the way: `'cut:after=3'`, `{ cut: { after: 3 } }`, or a list. */
  faults(...faults: readonly FaultsInput[]): Self
  /** The pace of the answer, by name or figures. */
  timing(timing: TimingInput): Self
  /** How often it may answer in a session. */
  times(times: number): Self
  /** The session's state after it; `when: { state }` asks for it. */
  setState(state: string): Self
}

/** A rule without its answer. It answers nothing before one of `reply` … `fake` is called. */
export interface RuleStart extends RuleSettings<RuleStart> {
  /**
   * What the model answers: a text, the parts of the answer, or a function that says it for each request:
   * `reply(({ message, turn }) => `${turn}: ${message}`)`.
   */
  reply(reply: NonNullable<ScenarioInput['reply']> | ReplyFunction): AddedRule
  /** One per call, of any kind. `then`: what follows after the last; `last` repeats it, and is meant unless given. */
  replies(
    replies: readonly (OutcomeInput | ReplyFunction)[],
    options?: { readonly then?: 'last' | 'loop' | 'fail' },
  ): AddedRule
  /** An error of the catalogue by name, with what differs from it, or one of your own. */
  error(error: ErrorInput): AddedRule
  /** The provider's answer, verbatim; the gateway does with it what it does. */
  upstream(upstream: UpstreamInput): AddedRule
  /** What the client gets, verbatim, past the gateway. */
  wire(wire: WireInput): AddedRule
  /** An answer that is made up. */
  fake(fake?: FakeInput): AddedRule
}

/** A rule that answers from now on, before all that were there. */
export interface AddedRule extends RuleSettings<AddedRule> {
  readonly name: string
  /** How often it has answered. */
  readonly hits: number
  /** Takes it away. */
  remove(): void
}

/** Who keeps the rules of a program. */
export interface RuleHome {
  /** Puts one scenario into the book, in place of the one of `path`. Throws `WrongScenario`. */
  put(
    scenario: Readonly<Record<string, unknown>>,
    path: string | undefined,
  ): { readonly path: string; readonly name: string }
  /** A rule is no more, or never was. */
  leave(rule: RuleBuilder, path: string | undefined): void
  hitsOf(name: string): number
  forget(name: string): void
}

/** A rule that is being written; every word after its answer changes the rule at once. */
export class RuleBuilder implements RuleStart, AddedRule {
  readonly #rules: RuleHome
  #scenario: Readonly<Record<string, unknown>>
  #path: string | undefined
  #name: string

  /** `name`: unless another is given. */
  constructor(rules: RuleHome, scenario: Readonly<Record<string, unknown>>, name: string) {
    this.#rules = rules
    this.#scenario = scenario
    this.#name = name
  }

  get name(): string {
    return this.#name
  }

  get hits(): number {
    return this.#rules.hitsOf(this.#name)
  }

  /** False until it has an answer. */
  get isAdded(): boolean {
    return this.#path !== undefined
  }

  named(name: string): this {
    return this.#with({ name })
  }

  faults(...faults: readonly unknown[]): this {
    return this.#with({ faults: faults.flat() })
  }

  timing(timing: TimingInput): this {
    return this.#with({ timing })
  }

  times(times: number): this {
    return this.#with({ times })
  }

  setState(state: string): this {
    return this.#with({ set_state: state })
  }

  reply(reply: ReplyInput | ReplyFunction | object): this {
    return this.#add({ reply })
  }

  replies(
    replies: readonly (OutcomeInput | ReplyFunction)[],
    options: { readonly then?: string } = {},
  ): this {
    return this.#add({ replies, ...options })
  }

  error(error: ErrorInput): this {
    return this.#add({ error })
  }

  upstream(upstream: UpstreamInput): this {
    return this.#add({ upstream })
  }

  wire(wire: WireInput): this {
    return this.#add({ wire })
  }

  fake(fake: FakeInput = {}): this {
    return this.#add({ fake })
  }

  /** Adds a scenario that has its answer already. */
  add(): this {
    return this.#add({})
  }

  remove(): void {
    this.#rules.leave(this, this.#path)
    this.#path = undefined
  }

  #add(answer: object): this {
    return this.#put({ ...this.#scenario, ...answer })
  }

  #with(setting: object): this {
    const scenario = { ...this.#scenario, ...setting }
    if (this.#path !== undefined) return this.#put(scenario)
    this.#scenario = scenario
    return this
  }

  /** A scenario that is wrong changes nothing. */
  #put(scenario: Readonly<Record<string, unknown>>): this {
    const { path, name } = this.#putOrLeave({ name: this.#name, ...scenario })
    if (name !== this.#name) this.#rules.forget(this.#name)
    this.#scenario = scenario
    this.#path = path
    this.#name = name
    return this
  }

  #putOrLeave(scenario: Readonly<Record<string, unknown>>): { readonly path: string; readonly name: string } {
    try {
      return this.#rules.put(scenario, this.#path)
    } catch (error) {
      if (!this.isAdded) this.#rules.leave(this, undefined)
      throw error
    }
  }
}
