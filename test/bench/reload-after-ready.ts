import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

const MAIN = fileURLToPath(new URL('../../../cli/main.js', import.meta.url))

/** Starts the command line, saves a file as soon as it says that it is ready, and asks until the answer shows it. Times in ms. */
export async function afterReady(rounds: number): Promise<readonly number[]> {
  const times: number[] = []
  for (let round = 0; round < rounds; round++) {
    const folder = await mkdtemp(path.join(tmpdir(), 'bench-reload-'))
    const file = path.join(folder, 'a.yaml')
    await writeFile(file, scenario('old'))
    // At the model's pace an answer takes a second by itself.
    const args = [MAIN, 'serve', '--port', '0', '--speed', '0', '--scenarios', folder]
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
    try {
      const url = await readyUrl(child.stdout)
      const start = performance.now()
      await writeFile(file, scenario('new'))
      while ((await ask(url)) !== 'new') await pause(2)
      times.push(performance.now() - start)
    } finally {
      child.kill()
      await once(child, 'exit')
      await rm(folder, { recursive: true })
    }
  }
  return times
}

async function readyUrl(output: AsyncIterable<Buffer>): Promise<string> {
  let said = ''
  for await (const chunk of output) {
    said += chunk.toString()
    const url = /http:\/\/127\.0\.0\.1:\d+/.exec(said)
    if (url !== null) return url[0]
  }
  throw new Error(`not ready: ${said}`)
}

async function ask(url: string): Promise<string> {
  const response = await fetch(`${url}/openai/openai/deployments/gpt-4o/chat/completions`, {
    method: 'POST',
    body: JSON.stringify({ messages: [{ role: 'user', content: 'ask' }] }),
  })
  const { choices } = (await response.json()) as { choices: { message: { content: string } }[] }
  return choices[0]!.message.content
}

function scenario(word: string): string {
  return `scenarios:\n  - { when: ask, reply: ${word} }\n`
}
