import { copiesIn } from '../journal/copies.ts'
import type { JournalEntry } from '../journal/entry.ts'
import { chaosView, endedView, nextView } from '../http/control/orders-view.ts'
import { sessionPath } from '../http/session-path.ts'
import { verdictText } from '../verdict/formats/verdict-text.ts'
import type { VerdictOptions } from '../verdict/rule.ts'
import { verdictOn } from '../verdict/verdict.ts'
import type { Verdict } from '../verdict/verdict.ts'
import type { Verification } from '../verify/verify.ts'
import { atCaller } from './caller-place.ts'
import type { CheckInput } from './check-input.ts'
import type { Line } from '../start/front-ends.ts'
import type { Running } from '../start/start.ts'
import { ManualClock } from '../play/manual-clock.ts'
import { clientEnv } from './client-env.ts'
import type { EmulatorEnv } from './client-env.ts'
import { emulatorClock } from './emulator-clock.ts'
import type { EmulatorClock } from './emulator-clock.ts'
import { journalExchange } from './journal-exchange.ts'
import type { JournalExchange } from './journal-exchange.ts'
import { chaosOrders, limitOrders, nextOrder } from './orders.ts'
import type { ProgramScenario, RequestTest } from './program-functions.ts'
import { ProgramRules } from './program-rules.ts'
import { checkReceived } from './received.ts'
import type { ExpectedCount, Received } from './received.ts'
import type { AddedRule, RuleStart } from './rule-builder.ts'
import type { ChaosInput, LimitInput, NextInput, WhenInput } from './scenario-types.ts'
import { unmatchedRequests } from './unmatched.ts'
import { verdictOptions } from './verdict-input.ts'
import { verifyReceived } from './verify-received.ts'
import type { VerifyInput } from './verify-received.ts'

/** What can be told and asked of the whole emulator, or of one session alone. */
export interface EmulatorScope {
  /** Where it listens; of a session, the address under which every request is that session's. */
  readonly url: string
  /** For the openai package: the base of the deployment gpt-4o. */
  readonly baseURL: string
  /** `baseURL` of another of several lines: `baseURLOf('azure')`. Throws when it is not served. */
  baseURLOf(line: string): string
  /** For clients that take headers: `{ defaultHeaders: session.headers }`; none for the whole emulator. */
  readonly headers: Readonly<Record<string, string>>
  /** A `fetch` without a socket, for clients that take one: `new OpenAI({ baseURL: emulator.baseURL, fetch: emulator.fetch })`. The host of the URL does not matter. */
  readonly fetch: typeof globalThis.fetch
  /** Answers a request without a socket; what is sent, and when, is the same. */
  inject(request: Request): Promise<Response>
  /** What clients read from the environment: `OPENAI_BASE_URL`, `AZURE_OPENAI_ENDPOINT`, keys and version. */
  readonly env: EmulatorEnv
  /** The time of the emulator, which all its sessions share. */
  readonly clock: EmulatorClock
  /**
   * Begins a rule in the language of scenario files: `emulator.when({ message: /refund/ }).reply('Done.')`, or with a function:
   * `emulator.when(({ request }) => request.messages.length > 4)`. The newest goes first.
   */
  when(when: WhenInput | RequestTest): RuleStart
  /** Adds a whole scenario, written as in a file. Throws `WrongScenario`. */
  add(scenario: ProgramScenario): AddedRule
  /** An error or a fault for the next chat request that fits, once: `{ error: 'azure.rate_limit' }`. Throws when it is wrong. */
  next(order: NextInput): void
  /** What was ordered with `next` and waits for a request, as it was written; with the number of requests `remaining` where it is for several. */
  readonly waiting: readonly object[]
  /** Takes back what waits. */
  clearNext(): void
  /** Chaos in place of what was ordered here before; without an order it ends. A session's hits no other. Throws when it is wrong. */
  chaos(order?: ChaosInput | readonly ChaosInput[]): void
  /** What chaos has done: that which runs, and the last that ended, as `GET /_emulator/chaos` tells it. Of a session, its own. */
  readonly chaosFigures: { readonly chaos: readonly object[]; readonly ended: readonly object[] }
  /** Limits of deployments in place of those given here before, beside those of files; without any they go. Throws when one is wrong. */
  limits(limit?: LimitInput | readonly LimitInput[]): void
  /** Reads the files now, for all sessions. False: some have an error and what was before stays. */
  reload(): Promise<boolean>
  /** What was asked and answered so far, the newest last; secrets are taken out. */
  readonly journal: readonly JournalExchange[]
  /** How many exchanges wait until `clock` lets time pass; 0 where it passes by itself. */
  readonly waitingForTime: number
  /** What is odd about the rules of this scope and stops nothing, such as a first token later than the gateway waits for it. */
  readonly warnings: readonly string[]
  /** Functions given to `when` and `reply` that threw, each with where. */
  readonly failures: readonly string[]
  /** Requests that no scenario matched, each with the scenarios that came nearest. */
  readonly unmatched: readonly string[]
  /** Rules of this scope that never answered. */
  readonly unused: readonly AddedRule[]
  /** Where `when` was called without an answer to it. */
  readonly unfinished: readonly string[]
  /** Whether so many chat requests fit the conditions: at least one, unless `times`, `atLeast` or `atMost` say otherwise. */
  received(when: WhenInput, expected?: ExpectedCount): Received
  /**
   * Checks what was asked and what became of it: `verify({ when: 'hello', exactly: 1 })`, a `sequence`, a list of checks, or
   * conditions with a count, `verify({ message: /refund/ }, { times: 2 })`. Throws an error that tells what came instead.
   */
  verify(check: CheckInput | readonly CheckInput[]): Verification
  verify(when: WhenInput, expected?: ExpectedCount): Verification
  /** How the clients behaved when things went wrong. */
  verdict(options?: Partial<VerdictOptions>): Verdict & { readonly text: string }
}

/** One session: its requests, its rules, its journal. */
export interface EmulatorSession extends EmulatorScope {
  readonly name: string
  /** Forgets what belongs to it: rules, turns, state, orders and what it was asked. */
  reset(): void
}

/** What an emulator and its sessions have in common; without a name it is all of them together. */
export class Scope implements EmulatorScope {
  readonly url: string
  readonly baseURL: string
  readonly headers: Readonly<Record<string, string>>
  protected readonly running: Running
  protected readonly lines: readonly Line[]
  readonly #session: string | undefined
  readonly #rules: ProgramRules
  readonly clock: EmulatorClock

  constructor(running: Running, lines: readonly Line[], session?: string) {
    this.running = running
    this.lines = lines
    this.#session = session
    this.#rules = new ProgramRules(running.library, running.emulator, session)
    this.url = running.url + (session === undefined ? '' : sessionPath(session))
    this.baseURL = this.baseURLOf(running.emulator.lines.first.line)
    this.headers = session === undefined ? {} : { 'x-emulator-session': session }
    this.clock = emulatorClock(running.service)
  }

  get env(): EmulatorEnv {
    return clientEnv(this.url, this.baseURL, this.lines[0]!)
  }

  baseURLOf(name: string): string {
    const line = this.lines.find((it) => it.name === name)
    if (line === undefined)
      throw new TypeError(
        `no line ${JSON.stringify(name)} is served, only ${this.running.emulator.lines.names.join(', ')}`,
      )
    const prefix = this.lines.length > 1 && line !== this.lines[0] ? `/${name}` : ''
    return `${this.url}${prefix}${line.clientBase}`
  }

  /** Works without its object, as clients call it. */
  readonly fetch: typeof globalThis.fetch = async (input, init) => {
    const isText = typeof input === 'string' || input instanceof URL
    return this.inject(new Request(isText ? new URL(input, this.running.url) : input, init))
  }

  inject(request: Request): Promise<Response> {
    return this.running.fetches.answer(request, this.#session)
  }

  when(when: WhenInput | RequestTest): RuleStart {
    this.mustRun()
    return this.#rules.when(when)
  }

  add(scenario: ProgramScenario): AddedRule {
    this.mustRun()
    return this.#rules.add(scenario)
  }

  next(order: NextInput): void {
    this.mustRun()
    this.running.emulator.orders.addNext(nextOrder(order, this.#session))
  }

  get waiting(): readonly object[] {
    return nextView(this.running.emulator.orders, this.#session)
  }

  clearNext(): void {
    this.running.emulator.orders.clearNext(this.#session)
  }

  chaos(order?: ChaosInput | readonly ChaosInput[]): void {
    this.mustRun()
    const session = this.#session
    this.running.emulator.orders.setChaos(chaosOrders(order, session), this.running.now(), session)
  }

  get chaosFigures(): EmulatorScope['chaosFigures'] {
    const { orders } = this.running.emulator
    const at = this.running.now()
    return { chaos: chaosView(orders, at, this.#session), ended: endedView(orders, at, this.#session) }
  }

  limits(limit?: LimitInput | readonly LimitInput[]): void {
    this.mustRun()
    this.running.emulator.deployment.limits.setRuntime(limitOrders(limit, this.#session), this.#session)
  }

  async reload(): Promise<boolean> {
    this.mustRun()
    const config = await this.running.configFile?.reload()
    return (await this.running.library.reload()).ok && config?.ok !== false
  }

  get journal(): readonly JournalExchange[] {
    const entries = this.#entries
    const copies = copiesIn(entries)
    return entries.map((entry) => journalExchange(entry, copies))
  }

  get waitingForTime(): number {
    const { clock } = this.running.service
    if (!(clock instanceof ManualClock)) return 0
    const waiting = new Set(clock.list().map(({ what }) => what))
    return this.#entries.filter(({ id }) => waiting.has(id)).length
  }

  get warnings(): readonly string[] {
    return this.#rules.warnings
  }

  get failures(): readonly string[] {
    return this.#rules.failures
  }

  get unmatched(): readonly string[] {
    return unmatchedRequests(this.running.emulator, this.#entries)
  }

  get unused(): readonly AddedRule[] {
    return this.#rules.unused
  }

  get unfinished(): readonly string[] {
    return this.#rules.unfinished
  }

  received(when: WhenInput, expected?: ExpectedCount): Received {
    return checkReceived(this.#entries, when, expected)
  }

  verify(given: VerifyInput, expected?: ExpectedCount): Verification {
    try {
      return verifyReceived(this.#entries, given, expected)
    } catch (error) {
      throw atCaller(error as Error)
    }
  }

  verdict(options: Partial<VerdictOptions> = {}): Verdict & { readonly text: string } {
    const verdict = verdictOn(this.#entries, this.running.now(), verdictOptions(options))
    return { ...verdict, text: verdictText(verdict) }
  }

  /** Forgets what belongs to it: rules, turns, states, orders and what it was asked. */
  reset(): void {
    this.#rules.clear()
    if (this.#session !== undefined) {
      this.running.library.runtimeRules.dropOfSessionNow(this.#session)
      this.running.emulator.deployment.limits.setRuntime([], this.#session)
    }
    this.running.emulator.reset(this.#session, this.running.now())
  }

  /** A test that adds something too late should learn it there. What was received can be asked at any time. */
  protected mustRun(): void {
    if (this.running.fetches.isClosed) throw new Error('the emulator is closed')
  }

  get #entries(): readonly JournalEntry[] {
    const entries = this.running.emulator.journal.list()
    const session = this.#session
    return session === undefined ? entries : entries.filter((entry) => entry.session === session)
  }
}

export class NamedSession extends Scope implements EmulatorSession {
  readonly name: string

  constructor(running: Running, lines: readonly Line[], name: string) {
    super(running, lines, name)
    this.name = name
  }
}
