/** Shapes of an answer that tests look into; everything else is `unknown`. */
export interface ChatBody {
  readonly id: string
  readonly choices: readonly {
    readonly finish_reason?: string
    readonly logprobs?: { readonly content: readonly Logprob[] }
    readonly message: {
      readonly content?: string
      readonly audio?: { readonly data: string; readonly transcript: string }
      readonly annotations?: readonly {
        readonly url_citation: { readonly url: string; readonly end_index: number }
      }[]
      readonly tool_calls?: readonly {
        readonly function: { readonly name: string; readonly arguments: string }
      }[]
    }
  }[]
  readonly usage: {
    readonly prompt_tokens: number
    readonly completion_tokens: number
    readonly total_tokens: number
    readonly completion_tokens_details: Readonly<Record<string, number>>
  }
  readonly error?: { readonly message: string }
}

export interface Logprob {
  readonly token: string
  readonly bytes: readonly number[]
  readonly logprob: number
  readonly top_logprobs: readonly { readonly token: string; readonly logprob: number }[]
}

export interface ChatAnswer {
  readonly status: number
  readonly headers: Headers
  readonly text: string
  readonly body: ChatBody
}

const PATH = '/openai/openai/deployments/gpt-4o/chat/completions'

/** Asks the documented route for a whole answer. */
export async function chat(
  server: { readonly url: string },
  request: object,
  headers: Readonly<Record<string, string>> = {},
): Promise<ChatAnswer> {
  const response = await fetch(server.url + PATH, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(request),
  })
  const text = await response.text()
  return { status: response.status, headers: response.headers, text, body: JSON.parse(text) as ChatBody }
}

/** Asks for a stream: the JSON of its events, without `[DONE]`. */
export async function chatEvents(
  server: { readonly url: string },
  request: object,
): Promise<readonly Readonly<Record<string, unknown>>[]> {
  const response = await fetch(server.url + PATH, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ ...request, stream: true }),
  })
  const events = (await response.text()).split('\n\n').filter((event) => event.startsWith('data: {'))
  return events.map((event) => JSON.parse(event.slice('data: '.length)) as Record<string, unknown>)
}
