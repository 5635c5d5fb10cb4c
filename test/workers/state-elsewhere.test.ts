import { describe, expect, test } from 'vitest'
import type { GatewayRequest } from '../../src/contracts/front-end.ts'
import { Emulator } from '../../src/exchange/emulator.ts'
import { textOf } from '../../src/gateway/templates/answer-template.ts'
import { HeaderMap } from '../../src/message/header-map.ts'
import { partsOf } from '../../src/plan/plan.ts'
import { testEmulator } from '../support/start-service.ts'

const SCENARIOS = {
  scenarios: [
    { when: { message: 'turn' }, replies: ['one', 'two'], then: 'loop' },
    { when: { message: 'once' }, times: 1, reply: 'once' },
    { when: { message: 'move' }, set_state: 'moved', reply: 'moved' },
    { when: { message: 'where', state: 'moved' }, reply: 'here' },
    { when: { message: 'tell' }, reply: 'number {{ call }}' },
    { when: { message: 'spare' }, reply: 'rare', faults: ['as_proxy:how=first_copy_late'] },
    { when: { message: ['plain', 'limited'] }, reply: 'plain' },
  ],
  limits: [{ deployment: 'limited', requests_per_minute: 5 }],
}
const NEEDS_STATE = ['turn', 'once', 'move', 'where', 'tell', 'spare', 'limited', 'nothing that matches']
const ROUNDS = 5
const MOMENT = { at: Date.UTC(2026, 0, 2), date: 'Fri, 02 Jan 2026 00:00:00 GMT', speed: 0 }

describe('where another process keeps the state, an exchange that needs it does not take place', () => {
  test.each(['1.3.60', '1.4.24', '1.5.1', '2.2', 'azure', 'docs'])('%s', (gateway) => {
    const here = testEmulator({ scenarios: SCENARIOS, gateway, strict: true })
    const worker = new Emulator({ ...here.settings, stateElsewhere: true }, here.book)
    const base = gateway === 'azure' ? '/openai' : '/openai/openai'
    const ask = (word: string, stream: boolean) => requestOf(base, word, stream)
    let taken = 0
    // What was asked before shortens the way of a request: the first of a kind goes the long one.
    for (let round = 0; round < ROUNDS; round++)
      for (const stream of [false, true]) {
        for (const word of NEEDS_STATE) {
          expect(worker.tryExchange(ask(word, stream), MOMENT), word).toBe(undefined)
          expect(() => worker.exchange(ask(word, stream), MOMENT)).toThrow(/another process/)
        }
        const exchange = worker.tryExchange(ask('plain', stream), MOMENT)
        const same = here.exchange(ask('plain', stream), MOMENT)
        expect(textOf(partsOf(exchange!.plan))).toBe(textOf(partsOf(same.plan)))
        expect(worker.journal.list()).toHaveLength(++taken)
      }
  })
})

function requestOf(base: string, content: string, stream: boolean): GatewayRequest {
  return {
    method: 'POST',
    target: `${base}/deployments/${content === 'limited' ? 'limited' : 'gpt-4o'}/chat/completions?api-version=2024-10-21`,
    headers: new HeaderMap([
      ['host', 'here'],
      ['content-type', 'application/json'],
      ['api-key', 'any'],
    ]),
    body: Buffer.from(JSON.stringify({ messages: [{ role: 'user', content }], stream })),
    httpVersion: '1.1',
  }
}
