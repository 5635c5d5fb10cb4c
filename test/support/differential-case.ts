import { readdirSync, readFileSync } from 'node:fs'
import { readGatewayConfig } from '../../src/gateway/config/config.ts'
import type { GatewayConfig } from '../../src/gateway/config/config.ts'
import type { Bytes } from '../../src/message/bytes.ts'
import type { HeaderList } from '../../src/message/headers.ts'
import { recordedBytes } from './capture.ts'
import type { CapturedRequest } from './capture.ts'
import { specFolder } from './spec-files.ts'

/** One request to the real gateway 1.4.19, what stood behind it, what it sent there, and what it answered: see spec/differential. */
export interface DifferentialCase {
  readonly name: string
  readonly kind: string
  /** What the gateway does, in words. */
  readonly rule: string
  readonly config: string
  /** Only what is sent counts. */
  readonly compare?: 'sent'
  /** The seed is that of the request, not one that was asked for. */
  readonly freeSeed?: boolean
  readonly request: CapturedRequest
  /** The outcome, in the words of a scenario. */
  readonly provider: { readonly [key: string]: unknown }
  readonly sent?: readonly SentCall[]
  readonly response: {
    readonly statusLine: string
    readonly headers: HeaderList
    readonly body: Bytes
    readonly chunked: boolean
    readonly complete: boolean
  }
}

export interface SentCall {
  readonly url: string
  /** Keys are redacted. */
  readonly headers: readonly string[]
  readonly body: string
}

const folder = new URL('differential/', specFolder)

/** Every case, by name. */
export function loadDifferential(): readonly DifferentialCase[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith('.json'))
    .sort()
    .map((file) => {
      const raw = JSON.parse(readFileSync(new URL(file, folder), 'utf8')) as DifferentialCase
      const { request, response } = raw
      return {
        ...raw,
        request: { ...request, body: recordedBytes(request.body) },
        response: { ...response, body: recordedBytes(response.body) },
      }
    })
}

export function differentialConfig(name: string): GatewayConfig {
  const text = readFileSync(new URL(`config/${name}.json`, folder), 'utf8')
  return readGatewayConfig(JSON.parse(text) as Parameters<typeof readGatewayConfig>[0])
}
