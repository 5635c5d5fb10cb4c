import { deserialize, serialize } from 'node:v8'
import { expect, test } from 'vitest'
import type { Emulator, EmulatorDump } from '../../src/exchange/emulator.ts'
import { readChaos, readLimits, readNext } from '../../src/http/control/read-order.ts'
import { STATE_READERS } from '../../src/workers/shared-state.ts'
import { asker, AZURE } from '../gateway/governance/asker.ts'
import type { Question } from '../gateway/governance/asker.ts'
import { bookOf } from '../support/start-service.ts'

const BOOK = {
  chaos: [{ every: 4, error: 'azure.bad_request', when: { message: 'filed' } }],
  limits: [{ requests_per_minute: 2, when: { message: 'few' } }],
  scenarios: [
    { name: 'turns', when: 'turn', replies: ['one', 'two', 'three'], then: 'loop' },
    { when: 'open', reply: 'opened', set_state: 'open' },
    { when: { message: 'enter', state: 'open' }, reply: 'inside' },
    { when: {}, reply: 'call {{ call }}' },
  ],
}

const said = (...messages: readonly string[]): readonly Question[] =>
  messages.map((message, index) => ({ message, at: index * 100 }))

const plain = (emulator: Emulator) => emulator.useBook(bookOf(BOOK), 0)

function ordered(emulator: Emulator): void {
  plain(emulator)
  const { orders, deployment } = emulator
  orders.addNext(readNext({ error: 'azure.bad_request', times: 2, when: { message: 'shot' } }))
  orders.setChaos(readChaos({ rate: 1, error: 'azure.bad_request', when: { message: 'gone' } }), 0)
  orders.setChaos(readChaos({ rate: 0.5, error: 'azure.content_filter', when: { message: 'chaos' } }), 0)
  deployment.limits.setRuntime(readLimits([{ requests_per_minute: 1, when: { message: 'rare' } }]))
}

const rates = {
  rate_limits: [{ id: 'r', request_max_limit: 3, request_reset_duration: '1h' }],
  budgets: [{ id: 'b', max_limit: 10, reset_duration: '1d' }],
  virtual_keys: [{ id: 'vk', name: 'a', value: 'sk-bf-a', rate_limit_id: 'r', budget_id: 'b' }],
}
const few = { azure: { ...AZURE.azure, concurrency_and_buffer_size: { concurrency: 1, buffer_size: 1 } } }
const cache = { name: 'semantic_cache', enabled: true, config: { default_cache_key: 'k' } }

test.each<[string, Parameters<typeof asker>, (emulator: Emulator) => void, readonly Question[]]>([
  ['turns and states', [{}], plain, said('turn', 'enter', 'open', 'turn', 'enter', 'hello', 'turn', 'turn')],
  [
    'orders and limits',
    [{}],
    ordered,
    said(
      'shot',
      'chaos',
      'few',
      'shot',
      'filed',
      'few',
      'rare',
      'filed',
      'few',
      'chaos',
      'shot',
      'filed',
      'rare',
      'filed',
      'gone',
    ),
  ],
  [
    'limits and budgets of the gateway',
    [rates],
    plain,
    said('a', 'b', 'c', 'd', 'e').map((it) => ({ ...it, key: 'sk-bf-a' })),
  ],
  [
    'the queue of a provider',
    [{}, { client: { drop_excess_requests: true }, providers: few }],
    plain,
    said('a', 'b', 'c', 'd'),
  ],
  ['answers that are kept', [{}, { file: { plugins: [cache] } }], plain, said('a', 'b', 'a', 'b', 'c')],
])('who takes over %s at any moment goes on alike', (_, parts, prepare, questions) => {
  const make = () => {
    const made = asker(...parts)
    prepare(made.emulator)
    return made
  }
  for (let cut = 0; cut <= questions.length; cut++) {
    const first = make()
    for (const question of questions.slice(0, cut)) first.ask(question)
    const second = asker(...parts)
    plain(second.emulator)
    const dump = deserialize(serialize(first.emulator.dump())) as EmulatorDump
    second.emulator.restore(dump, STATE_READERS)
    expect(second.emulator.dump()).toEqual(first.emulator.dump())
    for (const question of questions.slice(cut)) expect(second.ask(question)).toEqual(first.ask(question))
    expect(second.emulator.dump()).toEqual(first.emulator.dump())
    expect(second.emulator.orders.ended(9e5)).toEqual(first.emulator.orders.ended(9e5))
  }
})
