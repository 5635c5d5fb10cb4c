import type { Attempt } from './attempt.ts'
import type { ChatMessage } from '../request/chat-request.ts'

/** Shorter parts of an answer occur by chance, characters. */
const TELLING = 3

/**
 * The later request whose conversation goes on from what this attempt was sent: its messages, then the part of the answer that
 * came as the assistant's message.
 */
export function continuationOf(attempt: Attempt, later: readonly Attempt[]): Attempt | undefined {
  const text = attempt.answer.text.trim()
  if (text.length < TELLING) return undefined
  const asked = attempt.request.messages
  return later.find(
    (next) => next.session === attempt.session && continues(next.request.messages, asked, text),
  )
}

function continues(messages: readonly ChatMessage[], asked: readonly ChatMessage[], text: string): boolean {
  const answer = messages[asked.length]
  if (answer?.role !== 'assistant' || answer.text.trim() !== text) return false
  return asked.every(
    ({ role, text: said }, index) => messages[index]!.role === role && messages[index]!.text === said,
  )
}

/** The attempts after one, in their order. */
export function after(attempt: Attempt, attempts: readonly Attempt[]): readonly Attempt[] {
  return attempts.slice(attempts.indexOf(attempt) + 1)
}
