import { describe, expect, test } from 'vitest'
import { samplePaths, schemaPaths } from '../support/seed-page.ts'
import { pageSchema } from '../support/spec-files.ts'
import { whyInvalid, wireSchemas } from '../support/spec-schemas.ts'
import { startServer } from '../support/start-service.ts'
import { chat, chatEvents } from '../support/chat.ts'

const FULL = { scenarios: [{ when: {}, reply: { fake: { full: true } } }] }
const REQUEST = { messages: [{ role: 'user', content: 'What is on in the museum?' }] }

describe('fake: full', () => {
  test('has every field of the page in a whole answer', async () => {
    await using server = await startServer({ scenarios: FULL })
    const { body } = await chat(server, REQUEST)
    const { response } = wireSchemas()
    expect(response(body) ? '' : whyInvalid(response)).toBe('')
    expect(missing([body], 'response', /\.delta\b|\*/)).toEqual([])
  })

  test('has every field that a chunk can have in a stream', async () => {
    await using server = await startServer({ scenarios: FULL })
    const events = await chatEvents(server, { ...REQUEST, stream: true })
    const { chunk } = wireSchemas()
    for (const event of events) expect(chunk(event) ? '' : whyInvalid(chunk)).toBe('')
    expect(missing(events, 'chunk', /\*/)).toEqual([])
  })
})

/** Fields of the page that are not there; the page says `log_probs` where the wire says `logprobs`. */
function missing(bodies: readonly object[], kind: 'response' | 'chunk', left: RegExp): readonly string[] {
  const found = new Set(bodies.flatMap((body) => samplePaths(body)))
  return schemaPaths(pageSchema(kind))
    .map((path) => path.replace('log_probs', 'logprobs'))
    .filter((path) => !left.test(path) && !found.has(path))
}
