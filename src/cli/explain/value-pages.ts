import type { Page } from './page.ts'

/** Mistakes in keys and values. */
export const valuePages = {
  'unknown-key': {
    title: 'A key that is not known',
    about:
      'Keys are never ignored: a misspelt one would change what answers. The hint names the nearest known one.',
    wrong: 'scenarios:\n  - when: hello\n    replly: Hi!\n',
    right: 'scenarios:\n  - when: hello\n    reply: Hi!\n',
  },
  'missing-key': {
    title: 'A key is missing',
    about:
      'A scenario says what is answered: reply, replies, error, upstream, wire or fake. A tool call has a name.',
    wrong: 'scenarios:\n  - when: hello\n    timing: slow\n',
    right: 'scenarios:\n  - when: hello\n    timing: slow\n    reply: Hi!\n',
  },
  'conflicting-keys': {
    title: 'Two keys that cannot stand together',
    about:
      'A scenario has one kind of answer, a reply its text in one form. Several answers, one per call, are a list in replies.',
    wrong: 'scenarios:\n  - when: hello\n    reply: Hi!\n    error: azure.rate_limit\n',
    right: 'scenarios:\n  - when: hello\n    replies:\n      - Hi!\n      - error: azure.rate_limit\n',
  },
  'wrong-type': {
    title: 'A value of the wrong kind',
    about: 'YAML reads 404 as a number and true as a truth value: a text that looks like one wants quotes.',
    wrong: 'scenarios:\n  - when: hello\n    reply: 404\n',
    right: "scenarios:\n  - when: hello\n    reply: '404'\n",
  },
  'wrong-value': {
    title: 'A value that is not possible here',
    about: 'A number out of its bounds, a word that is none of the known ones, an empty list.',
    wrong: 'scenarios:\n  - when: hello\n    replies: [Hi!, Hello!]\n    then: repeat\n',
    right: 'scenarios:\n  - when: hello\n    replies: [Hi!, Hello!]\n    then: loop\n',
  },
  'bad-regex': {
    title: 'A regular expression that cannot be used',
    about:
      'Patterns run in linear time, whatever a client sends (RE2 syntax): no look-ahead, look-behind and back-references. Conditions are combined with all, any and not. Flags are i, m, s, u.',
    wrong: 'scenarios:\n  - when: { message: /refund(?!ed)/i }\n    reply: Which order?\n',
    right:
      'scenarios:\n  - when: { message: /refund/i, not: { message: refunded } }\n    reply: Which order?\n',
  },
  'bad-path': {
    title: 'A path that cannot be read',
    about:
      'Paths in body name values: temperature, metadata.tenant, messages[0].role, stop[-1], ["dotted.key"].',
    wrong: 'scenarios:\n  - when: { body: { "messages[first].role": user } }\n    reply: Hi!\n',
    right: 'scenarios:\n  - when: { body: { "messages[0].role": user } }\n    reply: Hi!\n',
  },
  'bad-base64': {
    title: 'A text that is not base64',
    about: '{ $base64: … } stands for bytes. Spaces and line breaks in it do not count.',
    wrong: 'scenarios:\n  - upstream: { text: { $base64: "not base64!" } }\n',
    right: 'scenarios:\n  - upstream: { text: { $base64: "SGkh" } }\n',
  },
  'bad-arguments': {
    title: 'Tool arguments that are no JSON',
    about:
      'The arguments of a tool call are a map, JSON text, or the word fake, which makes them from the schema of the tool.',
    wrong: "scenarios:\n  - reply: { tool_calls: [{ name: get_weather, arguments: '{city: Paris}' }] }\n",
    right: 'scenarios:\n  - reply: { tool_calls: [{ name: get_weather, arguments: { city: Paris } }] }\n',
  },
  'bad-template': {
    title: 'A template that cannot be used',
    about:
      'Where {{ stands, a text is a Liquid template; one with {% alone is sent as it is, and {{ "" }} anywhere in it makes it a template. Paths begin with match, request, message, messages, turn, call, attempt, session, state, deployment, model, stream, tools, now, dice, faker. For two braces as they stand write {{ "{{" }}.',
    wrong: "scenarios:\n  - reply: 'Hello {{ user.name }}'\n",
    right: 'scenarios:\n  - reply: \'Hello {{ request.user | default: "you" }}\'\n',
  },
} satisfies Readonly<Record<string, Page>>
