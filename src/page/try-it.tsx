import { signal } from '@preact/signals'
import { GATEWAY } from './api.ts'
import { Whole } from './exchange/answer.tsx'
import { assemble, framesOf } from './exchange/assemble.ts'
import { parsed } from './read-exchange.ts'
import { Snippets } from './snippets.tsx'

/** Requests to start from. */
const KINDS: Readonly<Record<string, object>> = {
  plain: {},
  stream: { stream: true },
  tools: {
    tools: [
      {
        type: 'function',
        function: {
          name: 'get_weather',
          description: 'The weather of a city',
          parameters: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
        },
      },
    ],
    tool_choice: 'required',
  },
  schema: {
    response_format: {
      type: 'json_schema',
      json_schema: {
        name: 'person',
        strict: true,
        schema: {
          type: 'object',
          properties: { name: { type: 'string' }, age: { type: 'integer' }, email: { type: 'string' } },
          required: ['name', 'age', 'email'],
          additionalProperties: false,
        },
      },
    },
  },
}

const deployment = signal('gpt-4o')
const body = signal(bodyOf('stream'))
const sent = signal<{
  readonly status?: number
  readonly text: string
  readonly exchange?: string
  readonly isRunning: boolean
}>()
let abort = new AbortController()

export function TryIt() {
  const problem = parsed(body.value) === undefined ? 'The body is no JSON.' : undefined
  return (
    <div class="columns two pad">
      <section class="card">
        <h2>Ask</h2>
        <form
          onSubmit={(event) => {
            event.preventDefault()
            void send()
          }}
        >
          <label>
            Deployment
            <input
              value={deployment.value}
              required
              onInput={(event) => (deployment.value = event.currentTarget.value)}
            />
          </label>
          <div class="actions wide" role="group" aria-label="Start from">
            {Object.keys(KINDS).map((kind) => (
              <button key={kind} type="button" onClick={() => (body.value = bodyOf(kind))}>
                {kind}
              </button>
            ))}
          </div>
          <label class="wide">
            Body
            <textarea
              rows={16}
              spellcheck={false}
              value={body.value}
              onInput={(event) => (body.value = event.currentTarget.value)}
              onKeyDown={(event) => event.key === 'Enter' && (event.ctrlKey || event.metaKey) && void send()}
            />
            <small class={problem === undefined ? '' : 'warn'}>{problem ?? 'Ctrl+Enter sends it.'}</small>
          </label>
          <button class="main">Send</button>
          {sent.value?.isRunning === true ? (
            <button type="button" onClick={() => abort.abort()}>
              Leave
            </button>
          ) : null}
        </form>
        <Snippets deployment={deployment.value} />
      </section>
      <section class="card">
        <h2>Answer</h2>
        <Arriving />
      </section>
    </div>
  )
}

function Arriving() {
  const now = sent.value
  if (now === undefined) return <p class="thin">Nothing was sent yet.</p>
  const frames = framesOf(now.text)
  return (
    <>
      <ul class="chips">
        <li class={now.status === undefined || now.status >= 400 ? 'bad' : 'good'}>
          {now.status ?? 'no answer'}
        </li>
        <li>{now.isRunning ? 'arriving …' : 'over'}</li>
        {frames === undefined ? null : <li>{frames.length} frames</li>}
        {now.exchange === undefined ? null : (
          <li>
            <a href={`#exchanges/${now.exchange}`}>exchange {now.exchange}</a>
          </li>
        )}
      </ul>
      <Whole read={assemble(now.text)} body={now.text} />
      <details class="part" open>
        <summary>As it arrives</summary>
        <pre class="arriving" tabIndex={0}>
          {now.text}
        </pre>
      </details>
    </>
  )
}

async function send(): Promise<void> {
  abort.abort()
  abort = new AbortController()
  const { signal: isLeft } = abort
  sent.value = { text: '', isRunning: true }
  try {
    const response = await fetch(
      `${GATEWAY}/openai/openai/deployments/${encodeURIComponent(deployment.value)}/chat/completions`,
      { method: 'POST', headers: { 'content-type': 'application/json' }, body: body.value, signal: isLeft },
    )
    const exchange = response.headers.get('x-emulator-exchange') ?? undefined
    const now = { status: response.status, ...(exchange === undefined ? {} : { exchange }) }
    sent.value = { ...now, text: '', isRunning: true }
    const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader()
    for (let next = await reader.read(); !next.done; next = await reader.read())
      sent.value = { ...sent.value, text: sent.value.text + next.value }
    sent.value = { ...sent.value, isRunning: false }
  } catch (error) {
    const why = isLeft.aborted ? 'You left.' : `The connection broke: ${String(error)}`
    sent.value = { ...sent.value!, text: `${sent.value!.text}\n\n${why}`, isRunning: false }
  }
}

function bodyOf(kind: string): string {
  const messages = [{ role: 'user', content: 'Tell me about Lisbon in three sentences.' }]
  return JSON.stringify({ messages, ...KINDS[kind] }, null, 2)
}
