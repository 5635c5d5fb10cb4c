import { errorNames } from '../errors/catalogue.ts'
import { lastUserText, turnOf } from '../request/chat-request.ts'
import type { ChatRequest } from '../request/chat-request.ts'
import type { Probe } from '../scenario/match/probe.ts'
import type { Outcome } from '../scenario/outcome.ts'
import { ProgramFailure } from '../scenario/program.ts'
import type { ProgramParts } from '../scenario/program.ts'
import { readValue, valueProblemText } from '../shape/read-value.ts'
import { anyOutcome } from '../scenario/schema/outcome-shape.ts'
import type { TemplateScope } from '../scenario/template/scope.ts'
import { thrownAt } from './caller-place.ts'
import { plainScenario } from './plain-scenario.ts'
import type { OutcomeInput, ScenarioInput } from './scenario-types.ts'

/** What a function of `when` is told. */
export interface RequestContext {
  /** The request as scenarios see it: `body`, `messages`, `headers`, `deployment`, `tools` … */
  readonly request: Omit<ChatRequest, 'release'>
  /** The text of the last user message. */
  readonly message: string
  /** The conversation's turn: assistant messages so far + 1. */
  readonly turn: number
  /** The session's state, as `setState` left it. */
  readonly state: string | undefined
}

/** What a function of `reply` is told. */
export interface ReplyContext extends RequestContext {
  /** Which of the rule's answers in the session this is, from 1. */
  readonly call: number
  /** What the rule's pattern caught: the whole match, then its groups. */
  readonly match: readonly string[]
  /** The next number in [0, 1). It follows the seed and the request, so that the same request gets the same answer. */
  readonly random: () => number
  /** Unix seconds: `created` of the answer. With a seed it is fixed. */
  readonly now: number
}

/** Whether a rule answers a request. */
export type RequestTest = (context: RequestContext) => boolean

/** Makes an answer: a text as it is to be sent, the parts of a reply, or `{ error }`, `{ upstream }`, `{ fake }`. At once: no promise. */
export type ReplyFunction = (context: ReplyContext) => OutcomeInput

/** A scenario in which functions may stand for `when`, `reply` and entries of `replies`. */
export type ProgramScenario = Omit<ScenarioInput, 'when' | 'reply' | 'replies'> & {
  readonly when?: ScenarioInput['when'] | RequestTest
  readonly reply?: ScenarioInput['reply'] | ReplyFunction
  readonly replies?: readonly (OutcomeInput | ReplyFunction)[] | undefined
}

/** Takes the functions out of a scenario; texts stand for those that answer. `onFailure` is told in words of one that failed. */
export function splitFunctions(
  scenario: Readonly<Record<string, unknown>>,
  test: RequestTest | undefined,
  onFailure: (message: string) => void,
): { readonly plain: object; readonly program: ProgramParts | undefined } {
  const rule = String(scenario['name'])
  const fail = (words: string): never => {
    const message = `scenario ${JSON.stringify(rule)}: ${words}`
    onFailure(message)
    throw new ProgramFailure(message)
  }
  const answers = new Map<number, (scope: TemplateScope) => Outcome>()
  const put = (value: unknown, index: number, path: string) => {
    if (typeof value !== 'function') return value
    answers.set(index, (scope) => answerOf(value as ReplyFunction, scope, path, fail))
    return ''
  }
  const { reply, replies } = scenario
  const plain = {
    ...scenario,
    ...(typeof reply === 'function' && { reply: put(reply, 0, 'reply') }),
    ...(Array.isArray(replies) && { replies: replies.map((it, at) => put(it, at, `replies[${at}]`)) }),
  }
  if (test === undefined && answers.size === 0) return { plain, program: undefined }
  const words = `the function of ${rule} to return true`
  return { plain, program: { answers, test: test && { run: askedOnce(test, fail), words } } }
}

type Fail = (words: string) => never

/** Each request is asked about once, however often rules are explained. One that made the function fail does not fit. */
function askedOnce(test: RequestTest, fail: Fail): (probe: Probe) => boolean {
  const known = new WeakMap<ChatRequest, boolean>()
  return (probe) => {
    const { request } = probe
    const before = known.get(request)
    if (before !== undefined) return before
    known.set(request, false)
    const fits = called(() => test(requestContext(request, () => probe.context.state)), 'when', fail)
    known.set(request, Boolean(fits))
    return Boolean(fits)
  }
}

function answerOf(answer: ReplyFunction, scope: TemplateScope, path: string, fail: Fail): Outcome {
  const random = scope.random.fork('function')
  const context = {
    ...requestContext(scope.request, () => scope.state),
    call: scope.call,
    match: scope.match,
    random: () => random.next(),
    now: scope.now,
  }
  const value = called(() => answer(context), path, fail)
  if (typeof value === 'string') return { kind: 'reply', reply: { text: value } }
  if (value === undefined || value === null) return fail(`${path} returned ${String(value)}, and no answer`)
  return readOutcome(value, path, fail)
}

function readOutcome(value: unknown, path: string, fail: Fail): Outcome {
  const plain = called(() => plainScenario(value, path), path, fail)
  const label = `what ${path} returned`
  const read = readValue(plain, anyOutcome, { errors: errorNames() }, label, { isVerbatim: true })
  if ('problems' in read)
    return fail(`${path} returned what is no answer: ${valueProblemText(read.problems)}`)
  const outcome = read.value
  // What a function says is meant as it stands.
  if (outcome.kind === 'reply') return { kind: 'reply', reply: outcome.reply }
  return outcome.kind === 'error' ? { kind: 'error', error: outcome.error } : outcome
}

function requestContext(request: ChatRequest, state: () => string | undefined): RequestContext {
  return {
    request,
    message: lastUserText(request),
    turn: turnOf(request),
    // Whoever looks at it makes the journal remember it.
    get state() {
      return state()
    },
  }
}

function called<T>(run: () => T, path: string, fail: Fail): T {
  let value: T
  try {
    value = run()
  } catch (error) {
    const place = thrownAt(error)
    return fail(`${path} threw ${String(error)}${place === undefined ? '' : ` (${place})`}`)
  }
  if (typeof (value as { then?: unknown } | undefined)?.then === 'function') {
    void Promise.resolve(value).catch(() => {})
    return fail(
      `${path} returned a promise; the answer is wanted at once: make it before, and return it here`,
    )
  }
  return value
}
