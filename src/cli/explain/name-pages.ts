import type { Page } from './page.ts'

/** Mistakes in names, and rules that cannot do what they say. */
export const namePages = {
  'unknown-error': {
    title: 'An error that is not in the catalogue',
    about:
      'bifrost-emulator list errors shows every name. An error of your own has a status instead of a name.',
    wrong: 'scenarios:\n  - when: hello\n    error: azure.rate_limits\n',
    right: 'scenarios:\n  - when: hello\n    error: azure.rate_limit\n',
  },
  'unknown-fault': {
    title: 'A fault that does not exist',
    about: 'bifrost-emulator list faults shows every name and what it takes.',
    wrong: 'scenarios:\n  - when: hello\n    reply: Hi!\n    faults: [{ cuts: { after: 2 } }]\n',
    right: 'scenarios:\n  - when: hello\n    reply: Hi!\n    faults: [{ cut: { after: 2 } }]\n',
  },
  'bad-fault': {
    title: 'A fault with a wrong option',
    about: 'A fault takes the options that bifrost-emulator list faults names, and only one position.',
    wrong: 'scenarios:\n  - when: hello\n    reply: Hi!\n    faults: [{ cut: { after: soon } }]\n',
    right: 'scenarios:\n  - when: hello\n    reply: Hi!\n    faults: [{ cut: { fraction: 0.5 } }]\n',
  },
  'unknown-timing': {
    title: 'A timing that does not exist',
    about: 'bifrost-emulator list timings shows every name. Figures of your own are a map.',
    wrong: 'scenarios:\n  - when: hello\n    reply: Hi!\n    timing: gpt4o\n',
    right:
      'scenarios:\n  - when: hello\n    reply: Hi!\n    timing: { first_token_ms: 300, tokens_per_second: 60 }\n',
  },
  'duplicate-name': {
    title: 'Two scenarios of one name',
    about: 'A name is unique among all files: requests, counts and sessions know a scenario by it.',
    wrong:
      'scenarios:\n  - { name: greeting, when: hello, reply: Hi! }\n  - { name: greeting, when: good day, reply: Hello! }\n',
    right:
      'scenarios:\n  - { name: greeting, when: hello, reply: Hi! }\n  - { name: good day, when: good day, reply: Hello! }\n',
  },
  'never-sent': {
    title: 'Something stands behind the end of the connection',
    about: '{ $end: … } ends the connection there. What stands behind it never leaves.',
    wrong: 'scenarios:\n  - when: hello\n    upstream:\n      events: [{ $end: fin }, { a: 1 }]\n',
    right: 'scenarios:\n  - when: hello\n    upstream:\n      events: [{ a: 1 }, { $end: fin }]\n',
  },
  'too-slow': {
    title: 'An answer that takes longer than the gateway waits',
    about:
      "The timing that is written here makes the answer last longer than the gateway's timeout (30 seconds unless its configuration says otherwise), and the client gets the timeout. That may be meant. Where no timing is written a long answer is made quick enough.",
    wrong:
      'scenarios:\n  - when: hello\n    reply: Hi!\n    timing: { first_token_ms: 40000, tokens_per_second: 0 }\n',
    right:
      'scenarios:\n  - when: hello\n    reply: Hi!\n    timing: { first_token_ms: 4000, tokens_per_second: 0 }\n',
  },
  'text-for-json': {
    title: 'A text for a client that asked for JSON',
    about:
      'The scenario waits for requests with a response_format of JSON, and its reply is a text: a client that parses the answer fails. A reply with json sends a value; json: fake makes one from the schema of the request.',
    wrong: 'scenarios:\n  - when: { response_format: json_schema }\n    reply: All is well.\n',
    right: 'scenarios:\n  - when: { response_format: json_schema }\n    reply: { json: fake }\n',
  },
  'unreachable-rule': {
    title: 'A scenario that can never answer',
    about:
      'The first scenario that matches answers: by priority, then file name, then order. One before this one matches whenever it does. Narrow that one, or put this one before it.',
    wrong:
      'scenarios:\n  - { when: order, reply: Which one? }\n  - { when: order status, reply: On its way. }\n',
    right:
      'scenarios:\n  - { when: order status, reply: On its way. }\n  - { when: order, reply: Which one? }\n',
  },
  'fault-beyond': {
    title: 'A fault that never hits',
    about:
      'The position of the fault lies behind the end of the reply. fraction: 0.5 always hits the middle.',
    wrong: 'scenarios:\n  - when: hello\n    reply: Hi!\n    faults: [{ cut: { after: 500 } }]\n',
    right: 'scenarios:\n  - when: hello\n    reply: Hi!\n    faults: [{ cut: { after: 2 } }]\n',
  },
  'unknown-deployment': {
    title: "A deployment that the gateway's configuration does not know",
    about:
      'With --bifrost-config the gateway refuses other deployments before it asks one: a scenario that waits for one never answers.',
    wrong: 'scenarios:\n  - when: { deployment: gpt4o }\n    reply: Hi!\n',
    right: 'scenarios:\n  - when: { deployment: gpt-4o }\n    reply: Hi!\n',
    deployments: ['gpt-4o', 'gpt-4o-mini'],
  },
} satisfies Readonly<Record<string, Page>>
