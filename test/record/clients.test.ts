import { spawnSync } from 'node:child_process'
import { readdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import OpenAI, { AzureOpenAI } from 'openai'
import { describe, expect, test } from 'vitest'
import { createEmulator } from '../../src/index.ts'
import { startRecording } from '../../src/record/start-recording.ts'
import { USUAL_MATCH } from '../../src/record/match-keys.ts'
import { Redaction } from '../../src/record/secrets.ts'
import { newFolder } from '../disk/support.ts'
import { runTool } from '../testing/run-tool.ts'

const PYTHON = process.env['PYTHON'] ?? 'python3'
const hasPython = spawnSync(PYTHON, ['-c', 'import openai']).status === 0
/** In CI it is not missed: it fails. */
const playsPython = hasPython || process.env['CI'] !== undefined

const tools = [
  { type: 'function', function: { name: 'look', parameters: { type: 'object', properties: {} } } },
]
const asks = (content: string, more: object = {}) => ({ messages: [{ role: 'user', content }], ...more })
const ASKED = [
  asks('plain'),
  asks('plain', { stream: true }),
  asks('tools', { tools }),
  asks('tools', { tools, stream: true }),
  asks('limit'),
  asks('limit', { stream: true }),
  asks('refused'),
  asks('cut', { stream: true }),
  asks('azure broke', { stream: true }),
  asks('twice'),
  asks('twice'),
  asks('something that is made up', { stream: true }),
]

const RULES = [
  { when: 'plain', reply: 'Plain: “quoted”, <tags>,\nand 漢字.' },
  {
    when: 'tools',
    reply: {
      tool_calls: [
        { name: 'look', arguments: { at: 'sea' } },
        { name: 'look', arguments: {} },
      ],
    },
  },
  { when: 'limit', error: 'azure.rate_limit' },
  { when: 'refused', error: 'network.refused' },
  { when: 'cut', reply: 'This stream does not come to its end at all.', faults: ['cut:after=4'] },
  {
    when: 'azure broke',
    reply: 'This one neither, but Azure is to blame.',
    faults: ['upstream_cut:after=3'],
  },
  { when: 'twice', replies: ['First.', 'Second.'] },
]

/** All that the official client shows: its objects, and why it failed. */
async function byNode(base: string, gateway: string): Promise<string> {
  const client =
    gateway === 'azure'
      ? new AzureOpenAI({ apiKey: 'any', endpoint: base, apiVersion: '2024-10-21', maxRetries: 0 })
      : new OpenAI({ apiKey: 'any', baseURL: `${base}/openai/openai/deployments/gpt-4o`, maxRetries: 0 })
  const told = []
  for (const asked of ASKED) {
    const chunks: unknown[] = []
    let failed: unknown
    try {
      const answer = await client.chat.completions.create({ model: 'gpt-4o', ...asked } as never)
      if ('stream' in asked)
        for await (const chunk of answer as unknown as AsyncIterable<unknown>) chunks.push(chunk)
      else chunks.push(answer)
    } catch (error) {
      const { name, message, status } = error as { name: string; message: string; status?: number }
      failed = { name, message, status, body: (error as { error?: unknown }).error }
    }
    told.push([chunks, failed])
  }
  return JSON.stringify(told)
}

async function byPython(base: string, gateway: string): Promise<string> {
  const script = fileURLToPath(new URL('openai_client.py', import.meta.url))
  const { code, out, err } = await runTool(PYTHON, [script, base, gateway, JSON.stringify(ASKED)], '/')
  if (code !== 0) throw new Error(err)
  return out
}

const CLIENTS = [['Node', byNode], ...(playsPython ? [['Python', byPython] as const] : [])] as const

describe.each(['1.4.19', '1.5.1', '2.2', 'azure'])('a stand-in for %s', (gateway) => {
  test.each(CLIENTS)(
    'is recorded with the official client for %s, which gets the same again',
    async (_name, talk) => {
      await using target = await createEmulator({ seed: 7, gateway, timing: 'instant' })
      for (const rule of RULES) target.add(rule as never)
      const direct = await talk(target.url, gateway)
      target.reset()
      for (const rule of RULES) target.add(rule as never)
      const folder = await newFolder()
      const recording = await startRecording({
        target: new URL(target.url),
        as: gateway === 'azure' ? 'azure' : 'gateway',
        mode: 'record',
        match: USUAL_MATCH,
        redaction: new Redaction([]),
        host: '127.0.0.1',
        port: 0,
        folder,
        // However busy the machine is.
        now: () => 0,
      })
      const through = await talk(recording.url, gateway)
      await recording.close()
      await using again = await createEmulator({ scenarios: folder, seed: 99, gateway, strict: true })
      const played = await talk(again.url, gateway)
      expect(through).toBe(direct)
      expect(played).toBe(direct)
      if (gateway !== 'azure') expect(recording.lines()).toEqual([gateway])
      expect(await wordForWord(folder)).toEqual(gateway === 'azure' ? [] : ['gpt-4o-cut.yaml'])
    },
  )
})

if (!playsPython) test.skip('skipped: there is no python3 with openai here (pip install openai)', () => {})

/** Files whose answers are not what Azure said. */
async function wordForWord(folder: string): Promise<readonly string[]> {
  const names = await readdir(folder)
  const texts = await Promise.all(names.map((name) => readFile(path.join(folder, name), 'utf8')))
  return names.filter((_name, index) => texts[index]!.includes('wire:'))
}
