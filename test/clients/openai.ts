import OpenAI, { AzureOpenAI } from 'openai'
import type { TestServer } from '../support/start-service.ts'

export interface ClientKind {
  readonly name: string
  readonly make: (server: TestServer, maxRetries?: number) => OpenAI
}

/** The two ways in which the official package reaches the route. */
export const kinds: readonly ClientKind[] = [
  {
    name: 'AzureOpenAI',
    make: (server, maxRetries = 0) =>
      new AzureOpenAI({
        baseURL: `${server.url}/openai/openai`,
        apiKey: 'secret',
        apiVersion: '2024-10-21',
        maxRetries,
      }),
  },
  {
    name: 'OpenAI',
    make: (server, maxRetries = 0) =>
      new OpenAI({
        baseURL: `${server.url}/openai/openai/deployments/gpt-4o`,
        apiKey: 'secret',
        maxRetries,
      }),
  },
]

export const model = 'gpt-4o'

export const getWeather = {
  type: 'function',
  function: {
    name: 'get_weather',
    description: 'Weather of a city',
    parameters: {
      type: 'object',
      properties: { city: { type: 'string' }, days: { type: 'integer', minimum: 1, maximum: 7 } },
      required: ['city', 'days'],
      additionalProperties: false,
    },
  },
} as const satisfies OpenAI.ChatCompletionTool

/** The conversation of one user message. */
export function user(content: string): OpenAI.ChatCompletionMessageParam[] {
  return [{ role: 'user', content }]
}

/** All that a stream brings. */
export async function collect<T>(stream: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = []
  for await (const item of stream) all.push(item)
  return all
}
