import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process'
import { once } from 'node:events'
import { describe, expect, test } from 'vitest'

/** Asks for much, within bounds: each definition is referred to twice by the one before it. */
const busy = {
  $ref: '#/$defs/d0',
  $defs: Object.fromEntries(
    Array.from({ length: 31 }, (_, level) => {
      const next = { $ref: `#/$defs/d${level + 1}` }
      return [`d${level}`, level === 30 ? { type: 'string' } : { allOf: [next, next] }]
    }),
  ),
}

describe('two signals end the process, whatever runs', () => {
  test.each([
    ['SIGTERM', 'SIGINT'],
    ['SIGINT', 'SIGTERM'],
  ] as const)(
    '%s, then %s',
    async (first, second) => {
      const server = spawn(process.execPath, ['dist/cli/main.js', 'serve', '--port', '0'])
      const exit = once(server, 'exit')
      const url = await readyAt(server)
      const ask = (body: object, headers = {}) =>
        fetch(`${url}/v1/chat/completions`, {
          method: 'POST',
          headers: { 'content-type': 'application/json', ...headers },
          body: JSON.stringify({
            model: 'azure/gpt-4o',
            messages: [{ role: 'user', content: 'x' }],
            ...body,
          }),
        }).then((response) => response.text())
      const format = (name: string) => ({
        type: 'json_schema',
        json_schema: { name, schema: { ...busy, title: name } },
      })
      const asked = [
        ask({ stream: true }, { 'x-emulator-fault': 'hang:after=1' }),
        ...Array.from({ length: 40 }, (_, index) => ask({ response_format: format(`s${index}`) })),
      ].map((answer) => answer.catch(String))
      // The first schema is through, the others wait their turn.
      expect(await asked[1]).toContain('asks for too much')
      server.kill(first)
      server.kill(second)
      await exit
      const answered = (await Promise.all(asked)).filter((text) => text.includes('asks for too much'))
      expect(answered.length).toBeLessThan(asked.length / 2)
    },
    60_000,
  )
})

async function readyAt({ stdout, stderr }: ChildProcessWithoutNullStreams): Promise<string> {
  let said = ''
  return new Promise((resolve) => {
    for (const stream of [stdout, stderr])
      stream.on('data', (data: unknown) => {
        said += String(data)
        const found = /http:\/\/[\d.]+:\d+/.exec(said)
        if (found !== null) resolve(found[0])
      })
  })
}
