import { numberOf, textOf } from '../../faults/fault-order.ts'
import type { FaultOrder } from '../../faults/fault-order.ts'
import { NOT_ASKED, answerOf, withBody } from './upstream-fault.ts'
import type { UpstreamFault } from './upstream-fault.ts'

/** A page of HTML, as a proxy in front of the deployment gives it. */
export function upstreamHtml(order: FaultOrder): UpstreamFault {
  return otherBody(numberOf(order, 'status', 502), 'text/html', HTML)
}

/** A head without a body. */
export function upstreamEmpty(order: FaultOrder): UpstreamFault {
  return otherBody(numberOf(order, 'status', 200), 'application/json', undefined)
}

/** Text that claims to be JSON. */
export function upstreamNotJson(order: FaultOrder): UpstreamFault {
  const text = textOf(order, 'text', 'upstream connect error or disconnect/reset before headers')
  return otherBody(numberOf(order, 'status', 200), 'application/json', text)
}

/** One whole JSON body where a stream was asked for. */
export function upstreamNotSse(): UpstreamFault {
  const change = otherBody(200, 'application/json', COMPLETION)
  return (turn, asked) => (asked.stream ? change(turn, asked) : 'no stream was asked for')
}

function otherBody(status: number, type: string, body: string | undefined): UpstreamFault {
  return (turn) => {
    const answer = answerOf(turn)
    return answer === undefined ? NOT_ASKED : withBody(answer, status, type, body)
  }
}

const HTML =
  '<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n<center><h1>502 Bad Gateway</h1></center>\r\n<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n'

const COMPLETION = JSON.stringify({
  choices: [
    {
      finish_reason: 'stop',
      index: 0,
      logprobs: null,
      message: { content: 'This should have been a stream.', refusal: null, role: 'assistant' },
    },
  ],
  created: 1735689600,
  id: 'chatcmpl-not-a-stream',
  model: 'gpt-4o-2024-11-20',
  object: 'chat.completion',
  usage: { completion_tokens: 8, prompt_tokens: 8, total_tokens: 16 },
})
