/** Forms of answers that real clients misread: which client, in which version, and what happens. Each was seen with the client itself. */

export interface ClientEffect {
  /** Client and version. */
  readonly client: string
  /** What happens, to be read behind its name. */
  readonly what: string
}

export interface ClientFact {
  /** As `explain` takes it. */
  readonly code: string
  /** The form of the answer, a sentence. */
  readonly about: string
  readonly clients: readonly ClientEffect[]
  /** A scenario that gives such an answer. */
  readonly scenario: string
}

export const CLIENT_FACTS = [
  {
    code: 'counters-left-out',
    about:
      'The usage leaves out counters that are zero: the text was empty, or the provider died before it had said anything.',
    clients: [
      { client: 'autogen-ext 0.7.5', what: 'raises TypeError' },
      { client: 'smolagents 1.26.0', what: 'raises TypeError' },
      { client: 'chatlas 0.23.0', what: 'raises TypeError' },
      { client: 'Spring AI 2.0.1', what: 'says that a counter is not set' },
    ],
    scenario: "reply: ''\n",
  },
  {
    code: 'finish-with-content',
    about: 'The finish_reason comes in a chunk that brings content too.',
    clients: [{ client: 'openai-go 3.96', what: 'accumulates "" as the finish reason' }],
    scenario:
      'wire: { events: [{ choices: [{ index: 0, delta: { content: Hi }, finish_reason: stop }] }] }\n',
  },
  {
    code: 'usage-beside-finish',
    about: 'The usage comes in the chunk with the finish_reason, as in every stream of gateway 1.4.19.',
    clients: [{ client: 'autogen-ext 0.7.5', what: 'reports the finish reason "unknown"' }],
    scenario: 'reply: Hi\n',
  },
  {
    code: 'no-finish-reason',
    about: 'The stream ends without a finish_reason.',
    clients: [
      { client: '@ai-sdk/openai-compatible', what: 'reports an error' },
      { client: '@ai-sdk/azure', what: 'gives the finish reason "other"' },
    ],
    scenario: 'reply: Hi there\nfaults: [upstream_cut: { after: 3 }]\n',
  },
  {
    code: 'empty-answer',
    about: 'The answer is empty, or a refusal: neither text nor a tool call.',
    clients: [{ client: 'openai-agents for JavaScript', what: 'asks the same ten times' }],
    scenario: 'reply: { refusal: I cannot help with that. }\n',
  },
  {
    code: 'calls-in-turns',
    about: 'Pieces of several tool calls come by turns, or in one chunk.',
    clients: callReaders(),
    scenario: 'reply: { tool_calls: [get_weather, get_time], stream: in_turns }\n',
  },
  {
    code: 'late-call-id',
    about: 'The id of a tool call comes behind its first chunk.',
    clients: callReaders(),
    scenario: 'reply: { tool_calls: [get_weather], stream: late_id }\n',
  },
  {
    code: 'repeated-call-id',
    about: 'The id of a tool call comes in several of its chunks.',
    clients: callReaders(),
    scenario: 'reply: { tool_calls: [get_weather], stream: repeated_id }\n',
  },
  {
    code: 'split-call-name',
    about: 'The name of a tool call comes in several pieces.',
    clients: callReaders(),
    scenario: 'reply: { tool_calls: [get_weather], stream: split_name }\n',
  },
  {
    code: 'reasoning-key',
    about: 'The reasoning comes as reasoning, not as reasoning_content.',
    clients: [{ client: 'eino', what: 'quotes it' }],
    scenario: 'reply: { reasoning: Let me think., text: Hi }\n',
  },
  {
    code: 'comment-in-stream',
    about: 'A comment line (a heartbeat, as line 2.2 sends them) stands between the events.',
    clients: [{ client: 'azure-ai-openai for Java', what: 'ends the stream at the first' }],
    scenario: 'reply: Hi there\nfaults: [heartbeat]\n',
  },
  {
    code: 'error-in-stream',
    about: 'An error comes as an event of a stream that began well.',
    clients: [
      { client: 'langchaingo', what: 'gives half a text and no error' },
      { client: 'Ax', what: 'raises a TypeError' },
    ],
    scenario: 'reply: Hi there\nfaults: [error_event]\n',
  },
  {
    code: 'long-retry-after',
    about: 'Retry-After asks for more than 60 seconds.',
    clients: [
      { client: 'openai for Node', what: 'does not wait so long' },
      { client: 'AI SDK', what: 'does not wait so long' },
      { client: 'openai for Python', what: 'waits' },
      { client: 'openai-go', what: 'waits' },
    ],
    scenario: 'error: { name: azure.rate_limit, retry_after: 90 }\n',
  },
  {
    code: 'null-error',
    about: 'A chunk holds "error": null.',
    clients: [{ client: 'openai-go 3.96', what: 'stops there' }],
    scenario:
      'wire: { events: [{ error: null, choices: [{ index: 0, delta: { content: Hi }, finish_reason: null }] }] }\n',
  },
  {
    code: 'open-after-done',
    about: 'The connection stays open behind [DONE].',
    clients: [{ client: 'ai 7', what: 'waits for the close' }],
    scenario: 'reply: Hi\nfaults: [stay_open: { ms: 5s }]\n',
  },
] as const satisfies readonly ClientFact[]

export type ClientFactCode = (typeof CLIENT_FACTS)[number]['code']

/** They were seen to misread such calls; which of the forms each of them stumbles over was told of all together. */
function callReaders(): readonly ClientEffect[] {
  return ['llama-index', 'langchain4j', 'ai 7', 'langchaingo', 'openai for Node with zod tools'].map(
    (client) => ({
      client,
      what: 'puts calls in this form, or in one of those like it, together wrongly',
    }),
  )
}
