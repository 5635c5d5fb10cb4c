import { expect, test } from 'vitest'
import { parseCurl } from '../../src/cli/curl.ts'
import { UsageError } from '../../src/cli/failure.ts'

const BODY = '{"messages":[{"role":"user","content":"It\'s"}]}'

test.each<[string, string, Partial<ReturnType<typeof parseCurl>>]>([
  [
    'as the documentation shows it',
    `curl -N 'http://h:1/openai/x?api-version=1' \\\n  -H 'content-type: application/json' \\\n  -H "api-key: k" \\\n  -d '{"a": 1}'`,
    {
      method: 'POST',
      url: 'http://h:1/openai/x?api-version=1',
      headers: [
        ['content-type', 'application/json'],
        ['api-key', 'k'],
      ],
      body: '{"a": 1}',
    },
  ],
  [
    'as a browser copies it',
    `curl 'http://h/x' --data-raw $'{"a":"It\\'s\\n\\u0041"}' --compressed`,
    { body: '{"a":"It\'s\nA"}' },
  ],
  ['with double quotes', `curl http://h/x -d "{\\"a\\":\\"$b\\"}"`, { body: '{"a":"$b"}' }],
  ['with a quote inside single quotes', `curl http://h/x -d '${BODY.replace("'", `'\\''`)}'`, { body: BODY }],
  [
    'with the value glued to its option',
    'curl -XPUT --url=http://h/x --header=a:b -da=1',
    {
      method: 'PUT',
      url: 'http://h/x',
      headers: [['a', 'b']],
      body: 'a=1',
    },
  ],
  [
    'with --json',
    `curl http://h/x --json '{}'`,
    { method: 'POST', headers: [['Content-Type', 'application/json']] },
  ],
  [
    'with options that mean nothing here',
    'curl -s -o out.txt --max-time 5 http://h/x',
    { method: 'GET', url: 'http://h/x', body: '' },
  ],
  [
    'without the word curl',
    'http://h/x -u me:secret',
    { headers: [['Authorization', 'Basic bWU6c2VjcmV0']] },
  ],
])('%s', (_what, command, expected) => {
  expect(parseCurl(command)).toMatchObject(expected)
})

test.each([
  ['curl -H a:b', /names no URL/],
  ['curl http://h/x -d @body.json', /match body\.json/],
  ["curl http://h/x -d '{", /quote without its end/],
])('%s is refused', (command, words) => {
  expect(() => parseCurl(command)).toThrow(UsageError)
  expect(() => parseCurl(command)).toThrow(words)
})
