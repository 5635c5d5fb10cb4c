import { lastUserText, systemText, toolResults, turnOf } from '../../request/chat-request.ts'
import type { ChatRequest } from '../../request/chat-request.ts'
import { foldCase } from './fold.ts'

/** Of a rule what counting needs. */
export interface CountedRule {
  readonly name: string
}

/** What the session knows at the moment of matching. */
export interface MatchContext {
  /** How often the rule has matched in this session before. */
  calls(rule: CountedRule): number
  readonly state: string | undefined
  /** The next number in [0, 1), for rules with a weight. Without it the first of them wins. */
  draw?(): number
}

/** One request as the rules see it; what must be worked out is worked out once for all of them. */
export class Probe {
  readonly request: ChatRequest
  readonly context: MatchContext
  #message: readonly string[] | undefined
  #system: readonly string[] | undefined
  #anyMessage: readonly string[] | undefined
  #turn: readonly number[] | undefined
  #results: ReturnType<typeof toolResults> | undefined
  /** The text that was folded last, and the others: most requests have one that rules look at. */
  #text: string | undefined
  #folded = ''
  #others: Map<string, string> | undefined

  constructor(request: ChatRequest, context: MatchContext) {
    this.request = request
    this.context = context
  }

  get message(): readonly string[] {
    return (this.#message ??= someText(lastUserText(this.request)))
  }

  get system(): readonly string[] {
    return (this.#system ??= someText(systemText(this.request)))
  }

  get anyMessage(): readonly string[] {
    return (this.#anyMessage ??= this.request.messages.map((message) => message.text))
  }

  get turn(): readonly number[] {
    return (this.#turn ??= [turnOf(this.request)])
  }

  get toolResults(): ReturnType<typeof toolResults> {
    return (this.#results ??= toolResults(this.request))
  }

  /** `foldCase`, remembered per text. */
  fold(text: string): string {
    if (text === this.#text) return this.#folded
    if (this.#text === undefined) {
      this.#text = text
      return (this.#folded = foldCase(text))
    }
    const others = (this.#others ??= new Map<string, string>())
    let result = others.get(text)
    if (result === undefined) others.set(text, (result = foldCase(text)))
    return result
  }
}

function someText(text: string): readonly string[] {
  return text === '' ? [] : [text]
}
