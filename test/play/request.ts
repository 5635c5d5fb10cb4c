/** The bytes of a chat request to the deployment gpt-4o. */
export function chatRequestText(body: object, headers: readonly string[] = []): string {
  const text = JSON.stringify(body)
  const lines = ['Host: localhost', 'Content-Type: application/json', ...headers]
  const length = `Content-Length: ${Buffer.byteLength(text)}`
  const first = 'POST /openai/openai/deployments/gpt-4o/chat/completions HTTP/1.1'
  return `${[first, ...lines, length].join('\r\n')}\r\n\r\n${text}`
}
