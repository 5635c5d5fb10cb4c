import { expect, test } from 'vitest'
import { ask, says } from '../plan/ask.ts'
import { testEmulator } from '../support/start-service.ts'

const text = `
scenarios:
  - when: cut
    reply: The quick brown fox jumps over the lazy dog.
    faults: [ { cut: { after: 3 } } ]
  - when: short
    reply: The quick brown fox
    faults:
      - no_done
      - delay:ms=250
  - when: dies
    reply: { chunks: [ one, two, three ] }
    faults: [ { upstream_cut: { after: 3 } } ]
  - when: turns
    replies: [ first, second ]
    faults: [ { status: { code: 418 } } ]
  - when: fine
    reply: Fine.
`

test('a rule with faults has them in each of its answers, and no other rule has', () => {
  const emulator = testEmulator({ scenarios: text })
  const stream = (message: string) => ask(emulator, says(message, { stream: true }))
  for (let run = 0; run < 2; run++) {
    const cut = stream('cut')
    expect(cut.ending).toBe('cut')
    expect(cut.text.split('\n\n')).toHaveLength(4)
    expect(cut.entry.faults).toEqual([{ fault: 'cut:after=3', hit: true }])
    expect(stream('fine')).toMatchObject({ ending: 'end', status: 200 })
    expect(stream('turns').status).toBe(418)
  }
  expect(stream('short').text).not.toContain('[DONE]')
  expect(stream('short').plan.events[0]!.at).toBeGreaterThanOrEqual(250)
})

test('an upstream fault of a rule is a clean death for the client', () => {
  const emulator = testEmulator({ scenarios: text })
  const { text: body, entry } = ask(emulator, says('dies', { stream: true }))
  expect(body).toContain('"content":"one"')
  expect(body).not.toContain('"content":"two"')
  expect(body.endsWith('data: [DONE]\n\n')).toBe(true)
  expect(entry.faults).toEqual([{ fault: 'upstream_cut:after=3', hit: true }])
})

test("the client's own fault comes on top of the rule's", () => {
  const emulator = testEmulator({ scenarios: text })
  const answer = ask(emulator, says('cut', { stream: true }), {
    headers: [['x-emulator-fault', 'status:code=500']],
  })
  expect(answer).toMatchObject({ status: 500, ending: 'cut' })
})
