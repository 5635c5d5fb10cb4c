import { expect, test } from 'vitest'
import { parseCurl } from '../../src/record/curl/curl-command.ts'
import { CurlProblem } from '../../src/record/curl/curl-problem.ts'

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
    'as Chrome copies it for bash',
    [
      "curl 'http://h/openai/x?api-version=1' \\",
      "  -H 'accept: */*' \\",
      "  -b 'a=1; theme=dark' \\",
      "  -A 'Mozilla/5.0 (X11)' \\",
      '  --data-raw $\'{"messages":[{"role":"user","content":"it\\\'s \\u0021 \\\\n"}]}\' \\',
      '  --compressed --insecure',
    ].join('\n'),
    {
      method: 'POST',
      url: 'http://h/openai/x?api-version=1',
      headers: [
        ['accept', '*/*'],
        ['Cookie', 'a=1; theme=dark'],
        ['User-Agent', 'Mozilla/5.0 (X11)'],
      ],
      body: '{"messages":[{"role":"user","content":"it\'s ! \\n"}]}',
    },
  ],
  [
    'as Chrome copies it for cmd',
    [
      'curl ^"http://h/openai/x?api-version=1^&a=50^%^25^" ^',
      '  -H ^"accept: */*^" ^',
      '  -H ^"x-quoted: say ^\\^"hi^\\^"^" ^',
      '  --data-raw ^"^{^\\^"messages^\\^":^[^{^\\^"role^\\^":^\\^"user^\\^",^\\^"content^\\^":^\\^"a ^^ b^\\^"^}^]^}^" ^',
      '  --compressed',
    ].join('\r\n'),
    {
      method: 'POST',
      url: 'http://h/openai/x?api-version=1&a=50%25',
      headers: [
        ['accept', '*/*'],
        ['x-quoted', 'say "hi"'],
      ],
      body: '{"messages":[{"role":"user","content":"a ^ b"}]}',
    },
  ],
  [
    'as it is written for cmd by hand',
    'curl.exe "http://h/x" ^\r\n -H "a: b" ^\r\n -d "{\\"a\\": ""b""}"',
    { url: 'http://h/x', headers: [['a', 'b']], body: '{"a": "b"}' },
  ],
  [
    'with short options in a row and options of the connection',
    'curl -sSkX POST --proxy http://p:1 --cacert ca.pem --resolve h:1:127.0.0.1 -o /dev/null http://h/x -d 1',
    { method: 'POST', url: 'http://h/x', body: '1' },
  ],
  [
    'with data in the query',
    'curl -G http://h/x?b=2 --data-urlencode "a=1 2"',
    { method: 'GET', url: 'http://h/x?b=2&a=1%202', body: '' },
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
  ['wget http://h/x', /a curl command, not one of wget/],
  ['curl http://h/x -d @body.json', /match body\.json/],
  ["curl http://h/x -d '{", /quote without its end/],
  ['curl http://h/x ^\n -d ^"{', /quote without its end/],
  ['curl http://h/x -F a=@b', /--data-raw/],
])('%s is refused', (command, words) => {
  expect(() => parseCurl(command)).toThrow(CurlProblem)
  expect(() => parseCurl(command)).toThrow(words)
})
