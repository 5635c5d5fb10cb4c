import { chatRequest } from '../../src/request/chat-request.ts'
import type { ChatRequest } from '../../src/request/chat-request.ts'
import type { ScenarioBook } from '../../src/scenario/book.ts'
import { buildBook } from '../../src/scenario/build-book.ts'
import { formatDiagnostic } from '../../src/shape/diagnostic.ts'
import type { MatchContext } from '../../src/scenario/match/probe.ts'
import { findRule } from '../../src/scenario/match/find-rule.ts'

export interface Asked {
  readonly message?: string
  readonly body?: Record<string, unknown>
  readonly headers?: Record<string, string>
  readonly query?: Record<string, string>
  readonly deployment?: string
  readonly azureDeployment?: string
  readonly session?: string
  readonly attempt?: number
}

/** A request as the tests see it: one user message unless `body` says otherwise. */
export function ask(asked: Asked = {}): ChatRequest {
  const {
    message,
    body = {},
    headers = {},
    query = {},
    deployment = 'gpt-4o',
    session = '',
    attempt = 1,
  } = asked
  const messages = message === undefined ? [] : [{ role: 'user', content: message }]
  return chatRequest(
    { method: 'POST', path: '/openai/x', query, headers, session, body: { messages, ...body } },
    { deployment, azureDeployment: asked.azureDeployment ?? deployment, provider: 'azure', attempt },
  )
}

export const NO_HISTORY: MatchContext = { calls: () => 0, state: undefined }

/** The book of one file; throws with all diagnostics when there is none. */
export function bookOf(text: string, path = 'a.yaml'): ScenarioBook {
  const { book, diagnostics } = buildBook([{ path, text }])
  if (book === undefined) throw new Error(diagnostics.map(formatDiagnostic).join('\n'))
  return book
}

/** The name of the rule that answers. */
export function answering(
  book: ScenarioBook,
  request: ChatRequest,
  context = NO_HISTORY,
): string | undefined {
  return findRule(book, request, context).rule?.name
}
