import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { Agent, request } from 'node:http'
import type { IncomingMessage } from 'node:http'
import { text } from 'node:stream/consumers'
// Prints one hash of many answers of an emulator with a seed, and the version of Node that gave them.
import type * as Package from '../../src/index.ts'

const SCHEMA = {
  type: 'object',
  properties: {
    id: { type: 'string', format: 'uuid' },
    name: { type: 'string' },
    email: { type: 'string', format: 'email' },
    city: { type: 'string' },
    price: { type: 'number', minimum: 1, maximum: 500, multipleOf: 0.01 },
    due: { type: 'string', format: 'date-time' },
    code: { type: 'string', pattern: '^[A-Z]{2}\\d{4}$' },
    tags: { type: 'array', items: { type: 'string' }, maxItems: 5 },
  },
  required: ['id', 'name', 'email', 'city', 'price', 'due', 'code', 'tags'],
}
const TOOL = { type: 'function', function: { name: 'book', parameters: SCHEMA } }
const VARIANTS: readonly object[] = [
  {},
  { stream: true },
  { response_format: { type: 'json_schema', json_schema: { name: 'order', schema: SCHEMA } } },
  { tools: [TOOL], tool_choice: 'required' },
  { tools: [TOOL], tool_choice: 'required', stream: true },
  { logprobs: true, top_logprobs: 4 },
  { modalities: ['text', 'audio'], audio: { voice: 'alloy', format: 'wav' } },
  { web_search_options: {}, stream: true },
]
const PROMPTS = ['Hello 👩‍👩‍👧 ❤️', 'Write code in Python', '日本の天気は？', 'naïve café', 'Compare 3 laptops']

/** What users get: this file runs from dist/tools/test/nodes. */
const { createEmulator } = (await import(
  new URL('../../../index.js', import.meta.url).href
)) as typeof Package

await using emulator = await createEmulator({ seed: 7 })
const hash = createHash('sha256')
const agent = new Agent({ keepAlive: true })
for (const content of PROMPTS) {
  for (const variant of VARIANTS) {
    const body = JSON.stringify({ messages: [{ role: 'user', content }], ...variant })
    hash.update(await answerTo(body, agent))
    // The connection ends behind it.
    hash.update(await answerTo(body, undefined))
  }
}
agent.destroy()
process.stdout.write(`${hash.digest('hex')} ${process.version}\n`)

/** Status, headers as they came but for the time, and body. */
async function answerTo(body: string, through: Agent | undefined): Promise<string> {
  const asked = request(`${emulator.baseURL}/chat/completions`, {
    method: 'POST',
    agent: through ?? false,
    headers: { 'content-type': 'application/json', ...(through === undefined && { connection: 'close' }) },
  })
  asked.end(body)
  const [answer] = (await once(asked, 'response')) as [IncomingMessage]
  const headers = answer.rawHeaders.filter((_, index, all) => all[index - (index % 2)] !== 'Date')
  return `${answer.statusCode}\n${headers.join('\n')}\n${await text(answer)}\n`
}
