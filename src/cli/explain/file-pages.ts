import type { Page } from './page.ts'

const RIGHT = 'scenarios:\n  - when: hello\n    reply: Hi!\n'

/** Mistakes of a file as a whole, and of the files that it names. */
export const filePages = {
  'no-scenarios': {
    title: 'A JSON file that holds no scenarios',
    about:
      'A JSON file in a scenario folder that has none of the keys of a scenario file, such as a package.json, is left out. Keep it elsewhere; a data file that a scenario names with { file: … } may stay.',
    file: 'a.json',
    wrong: '{ "name": "some-package", "version": "1.0.0" }\n',
    right: '{ "scenarios": [{ "when": "hello", "reply": "Hi!" }] }\n',
  },
  'foreign-file': {
    title: 'A file of another tool',
    about:
      'HTTP Archives, journal lines, event streams, curl commands with their answers, fixtures of aimock, environments of Mockoon and mappings of WireMock are no scenario files. bifrost-emulator import FILE makes scenarios of them.',
    file: 'a.json',
    wrong: '{ "log": { "version": "1.2", "entries": [] } }\n',
    right: '{ "scenarios": [{ "when": "hello", "reply": "Hi!" }] }\n',
  },
  'not-text': {
    title: 'The file is not UTF-8 text',
    about:
      'Scenario files are UTF-8 text. A file in another encoding, or a binary file that ends in .yaml or .json, is refused. Save it as UTF-8, or keep it out of the scenario folder.',
    wrong: 'scenarios: []\0\n',
    shown: 'a file with bytes that are no text\n',
    right: RIGHT,
  },
  'too-large': {
    title: 'The file is too large',
    about:
      'A scenario file, and a file that one names, has at most 8 MiB. Split it into several files of one folder.',
    wrong: `# ${'x'.repeat(8 * 1024 * 1024)}\n`,
    shown: 'a file of more than 8 MiB\n',
    right: RIGHT,
  },
  'too-deep': {
    title: 'The file is nested too deep',
    about: 'Lists and maps stand at most 200 levels inside each other.',
    wrong: `scenarios:\n  - reply: { json: ${'['.repeat(210)}1${']'.repeat(210)} }\n`,
    shown: 'scenarios:\n  - reply: { json: [[[[…210 times…1…]]]] }\n',
    right: 'scenarios:\n  - reply: { json: [[[1]]] }\n',
  },
  syntax: {
    title: 'This is no YAML',
    about:
      'The text breaks off, or a bracket, a quote or the indentation is wrong. Texts that hold ": " or begin with a special character want quotes.',
    wrong: 'scenarios:\n  - when: hello\n    reply: Note: it is late\n',
    right: "scenarios:\n  - when: hello\n    reply: 'Note: it is late'\n",
  },
  alias: {
    title: 'An alias that cannot be followed',
    about:
      'An alias (*name) repeats what was marked with an anchor (&name) before it. It may not stand inside its own anchor, and all aliases together may not blow the file up.',
    wrong: 'scenarios:\n  - when: hello\n    reply: *greeting\n',
    right:
      'scenarios:\n  - { when: hello, reply: &greeting Hi! }\n  - { when: good day, reply: *greeting }\n',
  },
  tag: {
    title: 'A tag without a meaning',
    about:
      'YAML tags such as !include or !!binary mean nothing in scenario files. Texts from other files: text: { file: … }. Bytes: { $base64: … }.',
    wrong: 'scenarios:\n  - when: hello\n    reply: !include answer.md\n',
    right: 'scenarios:\n  - when: hello\n    reply: { text: { file: answer.md } }\n',
    beside: { 'answer.md': 'Hi!\n' },
  },
  'duplicate-key': {
    title: 'A key stands twice',
    about:
      'In a map every key stands once. The second of two equal keys would silently win, so neither is taken.',
    wrong: 'scenarios:\n  - when: hello\n    reply: Hi!\n    reply: Hello!\n',
    right: 'scenarios:\n  - when: hello\n    replies: [Hi!, Hello!]\n',
  },
  'missing-file': {
    title: 'A named file does not exist',
    about:
      'text: { file: … } and json: { file: … } name a file by its path from the folder of the scenario file.',
    wrong: 'scenarios:\n  - when: hello\n    reply: { text: { file: anwser.md } }\n',
    right: 'scenarios:\n  - when: hello\n    reply: { text: { file: answer.md } }\n',
    beside: { 'answer.md': 'Hi!\n' },
  },
  'outside-folder': {
    title: 'A named file is outside the scenario folder',
    about:
      'Files that a scenario names lie in the scenario folder or below, links followed; nothing else on the machine can be read.',
    wrong: 'scenarios:\n  - when: hello\n    reply: { text: { file: ../../answer.md } }\n',
    right: 'scenarios:\n  - when: hello\n    reply: { text: { file: texts/answer.md } }\n',
    beside: { 'texts/answer.md': 'Hi!\n' },
  },
  'file-circle': {
    title: 'A file leads back to itself',
    about:
      'A file that is named holds a text or a value. It cannot be the scenario file itself, nor one that names that in turn.',
    wrong: 'scenarios:\n  - when: hello\n    reply: { text: { file: a.yaml } }\n',
    right: 'scenarios:\n  - when: hello\n    reply: { text: { file: answer.md } }\n',
    beside: { 'answer.md': 'Hi!\n' },
  },
  'bad-json': {
    title: 'A named file is no JSON',
    about: 'json: { file: x.json } wants a file with one JSON value: no comments, no commas at the end.',
    wrong: 'scenarios:\n  - when: hello\n    reply: { json: { file: broken.json } }\n',
    right: 'scenarios:\n  - when: hello\n    reply: { json: { file: whole.json } }\n',
    beside: { 'whole.json': '{ "a": 1 }\n', 'broken.json': '{ "a": 1, }\n' },
  },
} satisfies Readonly<Record<string, Page>>
