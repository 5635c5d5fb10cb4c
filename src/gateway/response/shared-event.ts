import type { Codec } from '../codec.ts'
import { projectJson } from '../go-json/decode.ts'
import type { SharedChoices } from './shared-choices.ts'

/** An answer or chunk that a deployment gave as a value, read by the gateway; its choices may be shared with other answers. */
export interface SharedEvent {
  readonly id: string
  readonly choices: SharedChoices
  readonly created: number
  readonly model: string
  readonly object: string
  readonly service_tier: string | undefined
  readonly system_fingerprint: string
  readonly usage: unknown
}

/** Undefined where the value is not of the plain kind, and has to go through its text. */
export function readSharedEvent(
  value: unknown,
  codec: Codec,
  reader = codec.choices,
): SharedEvent | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  const event = value as Record<string, unknown>
  if (hasRareMember(event)) return undefined
  const { id, created, model, object } = event
  if (typeof id !== 'string' || typeof model !== 'string' || typeof object !== 'string') return undefined
  if (!Number.isSafeInteger(created)) return undefined
  const choices = reader.read(event['choices'])
  const usage = readUsage(event['usage'], codec)
  if (choices === undefined || !usage.ok) return undefined
  return {
    id,
    choices,
    created: created as number,
    model,
    object,
    service_tier: textOf(event['service_tier']),
    system_fingerprint: textOf(event['system_fingerprint']) ?? '',
    usage: usage.value,
  }
}

function hasRareMember(event: Record<string, unknown>): boolean {
  return (
    event['extra_fields'] !== undefined ||
    event['error'] !== undefined ||
    event['search_results'] !== undefined ||
    event['videos'] !== undefined ||
    event['citations'] !== undefined
  )
}

function readUsage(usage: unknown, codec: Codec): { ok: boolean; value?: unknown } {
  if (usage === undefined || usage === null) return NO_USAGE
  const projected = projectJson<{ usage?: unknown }>(codec.response, { usage })
  return projected.ok ? { ok: true, value: projected.value.usage } : projected
}

const NO_USAGE = { ok: true }

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined
}
