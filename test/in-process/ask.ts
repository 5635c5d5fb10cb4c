import type { EmulatorScope } from '../../src/index.ts'

/** A chat request to the deployment gpt-4o. */
export function chat(content: string, more: object = {}, init: RequestInit = {}): RequestInit {
  return {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ messages: [{ role: 'user', content }], ...more }),
    ...init,
  }
}

/** The text that is answered, over the socket; the whole body where there is none. */
export async function say({ baseURL }: Pick<EmulatorScope, 'baseURL'>, content: string): Promise<string> {
  return textOf(await fetch(`${baseURL}/chat/completions`, chat(content)))
}

export async function textOf(response: Response): Promise<string> {
  const body = await response.text()
  const { choices } = JSON.parse(body) as { choices?: { message?: { content?: string } }[] }
  return choices?.[0]?.message?.content ?? body
}
