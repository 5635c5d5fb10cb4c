import { ScenarioLibrary } from '../../src/disk/library/scenario-library.ts'
import { Emulator } from '../../src/exchange/emulator.ts'
import { defaultGatewayConfig } from '../../src/gateway/config/config.ts'
import { PROFILE_1_4_19 } from '../../src/gateway/profiles/line-1-4-19.ts'
import type { WireEvent } from '../../src/plan/plan.ts'
import { HeaderMap } from '../../src/message/header-map.ts'
import { toBuffer } from '../../src/message/bytes.ts'
import { ESTIMATE } from '../../src/provider/tokens/estimate.ts'

export const SHIPPED = new URL('../../scenarios', import.meta.url).pathname

/** An emulator with all shipped scenarios. */
export async function shippedEmulator(): Promise<Emulator> {
  const library = new ScenarioLibrary([SHIPPED])
  const report = await library.reload()
  if (library.book === undefined) throw new Error(JSON.stringify(report.diagnostics))
  const gateway = { config: defaultGatewayConfig(), profile: PROFILE_1_4_19 }
  return new Emulator(
    {
      gateway,
      seed: 7,
      fixedTime: true,
      tokenizer: ESTIMATE,
      locale: 'en',
      strict: false,
      emulatorHeaders: false,
    },
    library.book,
  )
}

export interface Outcome {
  /** The rule that answered; undefined where a fake did. */
  readonly rule: string | undefined
  readonly status: number | undefined
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
  readonly ending: string | undefined
  /** When the first byte of the body leaves, ms. */
  readonly firstAt: number
}

/** Asks the Azure route of a deployment, in memory. */
export function askFor(
  emulator: Emulator,
  body: object,
  deployment = 'gpt-4o',
  more: Readonly<Record<string, string>> = {},
): Outcome {
  const request = {
    method: 'POST',
    target: `/openai/openai/deployments/${deployment}/chat/completions?api-version=2024-10-21`,
    headers: new HeaderMap([
      ['host', 'localhost'],
      ['content-type', 'application/json'],
      ...Object.entries(more),
    ]),
    body: Buffer.from(JSON.stringify(body)),
    httpVersion: '1.1',
  }
  const { plan, entry } = emulator.exchange(request, { at: 0, date: 'Thu, 01 Jan 1970 00:00:00 GMT' })
  const head = plan.events.find((event) => event.kind === 'head')
  const pieces = plan.events.filter((event) => event.kind === 'body')
  return {
    rule: entry.calls.at(-1)?.rule,
    status: head?.status,
    headers: Object.fromEntries((head?.headers ?? []).map(([name, value]) => [name.toLowerCase(), value])),
    body: pieces.map(textOf).join(''),
    ending: plan.events.at(-1)?.kind,
    firstAt: pieces[0]?.at ?? 0,
  }
}

function textOf({ data }: Extract<WireEvent, { kind: 'body' }>): string {
  return Buffer.from(toBuffer(typeof data === 'function' ? data() : data)).toString('utf8')
}

/** A conversation of one user message. */
export function says(content: string): { messages: object[] } {
  return { messages: [{ role: 'user', content }] }
}

/** The message of a whole answer. */
export function messageOf({ body }: Outcome): {
  content?: string
  reasoning?: string
  tool_calls?: { function: { name: string; arguments: string } }[]
} {
  return JSON.parse(body).choices[0].message
}

/** The text that a stream brings. */
export function streamedText({ body }: Outcome): string {
  const frames = body.split('\n\n').filter((frame) => frame.startsWith('data: {'))
  return frames.map((frame) => JSON.parse(frame.slice(6)).choices?.[0]?.delta?.content ?? '').join('')
}
