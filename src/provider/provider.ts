import { outcomeAt } from '../scenario/rule.ts'
import type { Outcome } from '../scenario/outcome.ts'
import { ProgramFailure } from '../scenario/program.ts'
import { TemplateFailure } from '../scenario/template/rich.ts'
import type { ProviderTurn, UpstreamAnswer, UpstreamStream, UpstreamWhole } from '../contracts/upstream.ts'
import type { Answer, AnswerChoice } from './answer/answer.ts'
import { CannotMake } from './call.ts'
import type { Call, AnsweringRule } from './call.ts'
import { streamReply } from './format/chunks.ts'
import { completionReply, pacedPieces, wholeBody, wholeReply } from './format/completion.ts'
import type { SharedAnswer } from './format/completion.ts'
import { messageReply, messageStream } from './format/messages.ts'
import { errorTurn } from './verbatim/error-turn.ts'
import { fakeAnswer } from './answer/fake-answer.ts'
import { checkParameters } from './parameters/parameters.ts'
import { templateScope } from './answer/template-scope.ts'
import { scriptedAnswer, sharedAnswer } from './answer/scripted-answer.ts'
import { inTime } from './timing/in-time.ts'
import { createPace } from './timing/pace.ts'
import type { Pace } from './timing/pace.ts'
import { promptTokens } from './format/usage.ts'
import { verbatimReply, wireReply } from './verbatim/verbatim.ts'

/** What the pretend deployment does with a call: what the rule says, or a fake. Never throws for what a request or a scenario holds. */
export function answerCall(call: Call, found: AnsweringRule | undefined): ProviderTurn {
  const outcome = found === undefined ? FAKE : outcomeAt(found.rule, found.call, call.request)
  try {
    return outcome === undefined ? usedUp(found!) : play(outcome, call, found)
  } catch (error) {
    if (error instanceof TemplateFailure && found !== undefined)
      return emulatorError(
        `scenario ${JSON.stringify(found.rule.name)} (${found.rule.file}:${found.rule.line}): ${error.message}`,
      )
    if (error instanceof ProgramFailure) return emulatorError(error.message)
    if (error instanceof CannotMake) {
      const isOwn = outcome?.kind === 'fake' && outcome.fake.schema !== undefined && found !== undefined
      const place = isOwn
        ? `scenario ${JSON.stringify(found.rule.name)} (${found.rule.file}:${found.rule.line}): `
        : ''
      return emulatorError(place + error.message)
    }
    throw error
  }
}

const FAKE: Outcome = { kind: 'fake', fake: {} }

function play(outcome: Outcome, call: Call, found: AnsweringRule | undefined): ProviderTurn {
  switch (outcome.kind) {
    case 'reply': {
      const reply = outcome.fill === undefined ? outcome.reply : outcome.fill(templateScope(call, found))
      const shared = call.upstream.protocol === undefined ? sharedAnswer(reply, call) : undefined
      return shared !== undefined && !call.upstream.stream
        ? sendShared(shared, call)
        : send(scriptedAnswer(reply, call), call, shared)
    }
    case 'fake':
      return refused(call) ?? sendFake(fakeAnswer(outcome.fake, call), call)
    case 'error':
      return errorTurn(
        outcome.fill?.(templateScope(call, found)) ?? outcome.error,
        call.upstream.model,
        call.upstream.stream,
        call.identity.headers,
        call.speed,
      )
    case 'upstream':
      return verbatimReply(outcome.upstream)
    case 'wire':
      return { kind: 'wire', answer: wireReply(outcome.wire) }
    case 'program':
      return play(outcome.answer(templateScope(call, found)), call, found)
  }
}

/** Azure's rules are those of OpenAI's models. */
function refused(call: Call): ProviderTurn | undefined {
  return call.upstream.protocol === 'messages' ? undefined : checkParameters(call)
}

function send(answer: Answer, call: Call, shared?: SharedAnswer): ProviderTurn {
  return beforeTimeout(replyTo(call, answer, paceOf(call), shared), answer.choices, call)
}

/** A whole answer that shares most of itself with others of its reply. */
function sendShared(shared: SharedAnswer, call: Call): ProviderTurn {
  const { identity, created, tokenizer } = call
  const own = {
    id: shared.id ?? identity.idOf(shared.hash),
    created: shared.created ?? created,
    promptTokens: promptTokens(call, tokenizer),
    headers: identity.headers,
  }
  return beforeTimeout(wholeReply(shared, own, paceOf(call)), shared.choices, call)
}

/** A whole answer is sent as those of a reply are, although it shares nothing: what is written around it stays the same. */
function sendFake(answer: Answer, call: Call): ProviderTurn {
  const { id, created, headers, choices, extra, patch } = answer
  const { protocol, stream } = call.upstream
  if (stream || protocol !== undefined || extra !== undefined || patch !== undefined)
    return send(answer, call)
  const own = { id, created, promptTokens: promptTokens(call, call.tokenizer), headers }
  const shared = { choices, pieces: pacedPieces(choices), body: wholeBody(answer) }
  return beforeTimeout(wholeReply(shared, own, paceOf(call)), choices, call)
}

function paceOf(call: Call): Pace {
  return createPace(call.timing, call.random.fork('pace'), () => promptTokens(call, call.tokenizer))
}

/** A pace that nobody asked for does not run into the gateway's timeout. */
function beforeTimeout(
  reply: UpstreamAnswer | UpstreamStream | UpstreamWhole,
  choices: readonly AnswerChoice[],
  { upstream: { patienceMs }, isTimingGiven }: Call,
): ProviderTurn {
  const isLate = patienceMs !== undefined && reply.endAt >= patienceMs
  if (!isLate || isTimingGiven || choices.some(waits)) return reply
  return inTime(reply, patienceMs)
}

function replyTo(
  call: Call,
  answer: Answer,
  pace: Pace,
  shared: SharedAnswer | undefined,
): UpstreamAnswer | UpstreamStream {
  const { protocol, stream } = call.upstream
  if (protocol === 'messages') {
    return stream
      ? messageStream(streamReply(answer, pace, true), answer)
      : messageReply(completionReply(answer, pace), answer)
  }
  const usage = wantsUsage(call)
  return stream
    ? streamReply(answer, pace, usage, shared?.streams[usage ? 1 : 0])
    : completionReply(answer, pace)
}

function wantsUsage({ upstream }: Call): boolean {
  const options = upstream.value['stream_options'] as { include_usage?: boolean } | undefined
  return options?.include_usage === true
}

/** Somebody wrote how long to wait before a piece. */
function waits({ content }: AnswerChoice): boolean {
  return content?.some(({ delayMs }) => delayMs !== undefined) === true
}

function usedUp({ rule, call }: AnsweringRule): ProviderTurn {
  return emulatorError(
    `scenario ${JSON.stringify(rule.name)} (${rule.file}:${rule.line}) has ${rule.outcomes.length} replies and says "then: fail"; this is call ${call}`,
  )
}

/** An answer that the emulator gives in its own name: something is wrong with a scenario or a schema, not with the client. */
export function emulatorError(message: string, status = 422): ProviderTurn {
  return {
    kind: 'gateway-error',
    spec: {
      layer: 'gateway',
      status,
      statusInBody: true,
      isBifrostError: false,
      type: 'emulator_error',
      error: { message: `bifrost-emulator: ${message}` },
    },
  }
}
