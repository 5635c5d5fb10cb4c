import path from 'node:path'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { readOptions } from '../../src/in-process/emulator-options.ts'
import type { EmulatorOptions } from '../../src/in-process/emulator-options.ts'
import { startEmulator } from '../../src/start/start.ts'
import type { Running } from '../../src/start/start.ts'

const CASES = fileURLToPath(new URL('./files', import.meta.url))

export interface CaseAnswer {
  readonly status: number
  readonly text: string
  /** Parsed, where it is JSON. */
  readonly body: {
    readonly type?: string
    readonly error?: { readonly message?: string; readonly code?: string; readonly param?: unknown }
    readonly choices?: readonly {
      readonly message: { readonly content: string | null; readonly tool_calls?: readonly object[] }
      readonly finish_reason: string
    }[]
  }
}

/** An emulator with the files of a case, on a port of its own. */
export class CaseServer implements AsyncDisposable {
  readonly running: Running
  /** What it said at its start. */
  readonly notices: readonly string[]
  readonly #name: string

  private constructor(name: string, running: Running, notices: readonly string[]) {
    this.#name = name
    this.running = running
    this.notices = notices
  }

  static async start(name: string, options: EmulatorOptions & { readonly config?: string } = {}) {
    const { config, ...more } = options
    const notices: string[] = []
    const read = readOptions({ scenarios: [], seed: 7, speed: 0, ...more })
    const bifrostConfig = config === undefined ? undefined : casePath(name, config)
    const running = await startEmulator({
      ...read,
      bifrostConfig,
      onNotice: (notice) => notices.push(notice),
    })
    return new CaseServer(name, running, notices)
  }

  /** Posts a file of the case, or a body, to a path, by default that of the deployment gpt-4o. */
  async ask(
    request: string | object = 'request.json',
    { to = 'gpt-4o', headers = {} }: { readonly to?: string; readonly headers?: Record<string, string> } = {},
  ): Promise<CaseAnswer> {
    const body =
      typeof request === 'string' ? readFileSync(casePath(this.#name, request)) : JSON.stringify(request)
    const target = to.startsWith('/') ? to : `/openai/openai/deployments/${to}/chat/completions`
    const answer = await fetch(this.running.url + target, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body,
    })
    const text = await answer.text()
    return { status: answer.status, text, body: text.startsWith('{') ? (JSON.parse(text) as object) : {} }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.running.close()
  }
}

export function casePath(name: string, file: string): string {
  return path.join(CASES, name, file)
}
