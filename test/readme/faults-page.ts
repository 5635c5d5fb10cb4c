import { planResult, planText } from '../../src/cli/output/plan-text.ts'
import type { PlannedEvent } from '../../src/cli/output/plan-text.ts'
import { wanted } from '../../src/faults/check-fault.ts'
import { faultTable, findFault } from '../../src/faults/fault-table.ts'
import type { FaultEntry } from '../../src/faults/fault-table.ts'
import { PROXY_FACTS } from '../../src/faults/proxy-facts.ts'
import type { ProxyFact } from '../../src/faults/proxy-facts.ts'
import { HeaderMap } from '../../src/message/header-map.ts'
import { testEmulator } from '../support/start-service.ts'

/** Faults whose picture is that of a whole answer. */
const WHOLE = new Set([
  'truncate',
  'empty_body',
  'wrong_length',
  'status',
  'content_type',
  'upstream_refused',
  'upstream_dns',
  'upstream_html',
  'upstream_empty',
  'upstream_not_json',
])

const scenarios = {
  scenarios: [
    {
      name: 'hello',
      when: 'hello',
      reply: 'Hello there, how are you?',
      timing: { first_token_ms: 200, tokens_per_second: 20, jitter: 0 },
    },
  ],
}

/** The page of all faults: what each does, what it takes, an example, and what a client gets then and when. */
export function faultsPage(): string {
  const entries = faultTable()
  const side = (which: FaultEntry['side']) => entries.filter((entry) => entry.side === which)
  return [
    '# Faults',
    '',
    'Every fault that can be ordered by name, in a scenario (`faults:`), in chaos, for the next request, or with the header',
    '`x-emulator-fault`. Several take effect in their order. Each takes `chance`, 0 to 1, as well: it follows the',
    'seed and the request, so the same request always fares the same (chaos draws anew each time). In the header, `;` or `,`',
    'stand between several. The pictures are what `bifrost-emulator plan` prints for the scenario `Hello there, how are you?`',
    '(200 ms to the first token, 20 tokens a second) on gateway line 1.4.19, long lines cut in their middle, without the notes on clients.',
    '',
    'Without a fault:',
    '',
    picture(undefined, true),
    '',
    '## Between gateway and client',
    '',
    ...side('wire').flatMap(section),
    '## Between deployment and gateway',
    '',
    'The gateway does with these what the real one does.',
    '',
    ...side('upstream').flatMap(section),
  ].join('\n')
}

function section(entry: FaultEntry): readonly string[] {
  const { name, about, example, options, oneOf } = entry
  const own = Object.entries(options).filter(([key]) => key !== 'chance')
  const lines = own.map(([key, option]) => `- \`${key}\`: ${option.about} (${wanted(option)})`)
  const only = oneOf.length === 0 ? [] : ['', `At most one of ${oneOf.map((it) => `\`${it}\``).join(', ')}.`]
  return [
    `### ${name}`,
    '',
    about,
    ...(lines.length === 0 ? [] : ['', ...lines]),
    ...only,
    '',
    `Example: \`${example}\`${WHOLE.has(name) ? ', a whole answer' : ''}`,
    '',
    picture(example, !WHOLE.has(name)),
    '',
    ...(name === 'as_proxy' ? PROXY_FACTS.flatMap(proxySection) : []),
  ]
}

/** One of the things that proxies do; a picture where it can be seen in one. */
function proxySection({ name, about, proxies, clients, options }: ProxyFact): readonly string[] {
  const fault = `as_proxy:${name}`
  const own = options.map((it) => `\`${it}\``).join(', ')
  const drawn = picture(fault, true)
  const told = [about, `Seen with ${proxies.join('; ')}.`]
  if (clients !== undefined) told.push(`What clients do: ${clients}.`)
  if (own !== '') told.push(`Options: ${own}.`)
  const isSeen = drawn !== picture(undefined, true) && fault !== EXAMPLE.split(',')[0]
  return [`#### ${name}`, '', ...told, '', ...(isSeen ? [drawn, ''] : [])]
}

const EXAMPLE = findFault('as_proxy')!.example

function picture(fault: string | undefined, stream: boolean): string {
  const emulator = testEmulator({ scenarios })
  const body = JSON.stringify({ stream, messages: [{ role: 'user', content: 'hello' }] })
  const exchange = emulator.exchange(
    {
      method: 'POST',
      target: '/openai/openai/deployments/gpt-4o/chat/completions',
      headers: new HeaderMap([
        ['host', 'gateway.example'],
        ...(fault === undefined ? [] : [['x-emulator-fault', fault] as const]),
      ]),
      body: Buffer.from(body),
      httpVersion: '1.1',
    },
    { at: 0, date: 'Thu, 01 Jan 1970 00:00:00 GMT' },
  )
  const result = planResult({ emulator, exchange })
  const text = planText({ ...result, misread: [], events: result.events.map(shortHead) })
  return ['```text', ...shortened(text.trimEnd().split('\n').map(cut)), '```'].join('\n')
}

const TELLING = /^(content-type|content-length|transfer-encoding)$/i

function shortHead(event: PlannedEvent): PlannedEvent {
  if (event.kind !== 'head') return event
  return { ...event, headers: event.headers.filter(([name]) => TELLING.test(name)) }
}

const WIDTH = 110
const TAIL = 16
const MOST_LINES = 18

/** The parts of a line that tell something: its beginning and its end. */
function cut(full: string): string {
  const line = full.replace(/chatcmpl-\w{20,}/, 'chatcmpl-…')
  return line.length > WIDTH ? `${line.slice(0, WIDTH - TAIL - 1)}…${line.slice(-TAIL)}` : line
}

function shortened(lines: readonly string[]): readonly string[] {
  if (lines.length <= MOST_LINES) return lines
  const left = lines.length - MOST_LINES + 1
  return [...lines.slice(0, MOST_LINES - 3), `           … ${left} more lines`, ...lines.slice(-2)]
}
