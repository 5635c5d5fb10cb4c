import { ms } from '../read-exchange.ts'
import { Tabs } from '../tabs.tsx'
import type { WholeExchange } from '../wire.ts'
import { assemble, framesOf } from './assemble.ts'
import type { Assembled } from './assemble.ts'
import { laidOut } from './json-text.ts'
import { Headers } from './request.tsx'

/** What was sent: put together, frame by frame, and as bytes. */
export function Answer({ exchange }: { readonly exchange: WholeExchange }) {
  const { answer } = exchange
  if (answer.body === null)
    return (
      <details class="part" open>
        <summary>Answer</summary>
        <p>The body is no longer kept.</p>
      </details>
    )
  const { body } = answer
  const items = [
    { name: 'Assembled', content: () => <Whole read={assemble(body)} body={body} /> },
    { name: 'Frame by frame', content: () => <Frames exchange={exchange} body={body} /> },
    {
      name: 'Raw',
      content: () => (
        <>
          <Headers of={answer.headers} />
          <pre tabIndex={0}>{body}</pre>
        </>
      ),
    },
  ]
  return (
    <details class="part" open>
      <summary>Answer</summary>
      <Tabs label="The answer" items={items} />
    </details>
  )
}

export function Whole({ read, body }: { readonly read: Assembled; readonly body: string }) {
  const isEmpty =
    read.text === '' && read.toolCalls.length === 0 && read.refusal === '' && read.error === undefined
  return (
    <div class="bubble">
      {read.reasoning === '' ? null : (
        <details>
          <summary>reasoning</summary>
          <p class="prose thin">{read.reasoning}</p>
        </details>
      )}
      {read.text === '' ? null : <p class="prose">{read.text}</p>}
      {read.refusal === '' ? null : <p class="prose warn">{read.refusal}</p>}
      {read.toolCalls.map((it, index) => (
        <div key={index} class="tool">
          <b>{it.name}</b> <small>{it.id}</small>
          <pre tabIndex={0}>{laidOut(it.arguments)}</pre>
        </div>
      ))}
      {read.error === undefined ? null : (
        <pre tabIndex={0} class="bad">
          {JSON.stringify(read.error, null, 2)}
        </pre>
      )}
      {isEmpty ? <pre tabIndex={0}>{laidOut(body)}</pre> : null}
      <ul class="chips">
        {read.finishReason === undefined ? (
          <li class="warn">no finish_reason</li>
        ) : (
          <li>finish_reason {read.finishReason}</li>
        )}
        {read.usage === undefined ? null : (
          <li>
            {String(read.usage['prompt_tokens'] ?? 0)} + {String(read.usage['completion_tokens'] ?? 0)} tokens
          </li>
        )}
        {framesOf(body) === undefined ? null : (
          <li class={read.isDone ? '' : 'warn'}>{read.isDone ? '[DONE]' : 'no [DONE]'}</li>
        )}
      </ul>
    </div>
  )
}

const MOST_FRAMES = 500

function Frames({ exchange, body }: { readonly exchange: WholeExchange; readonly body: string }) {
  const texts = framesOf(body) ?? [body]
  const { frames } = exchange
  const shown = frames.slice(0, MOST_FRAMES)
  return (
    <>
      <table class="frames">
        <thead>
          <tr>
            <th>#</th>
            <th>planned</th>
            <th>sent</th>
            <th>bytes</th>
            <th>frame</th>
          </tr>
        </thead>
        <tbody>
          {shown.map((frame, index) => (
            <tr key={index} class={frame.sent_ms === null ? 'unsent' : ''}>
              <td>{index + 1}</td>
              <td>{ms(frame.planned_ms)}</td>
              <td>{frame.sent_ms === null ? 'not sent' : ms(frame.sent_ms)}</td>
              <td>{frame.bytes}</td>
              <td>
                <code>{texts[index]}</code>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {frames.length > MOST_FRAMES ? <p>and {frames.length - MOST_FRAMES} more</p> : null}
    </>
  )
}
