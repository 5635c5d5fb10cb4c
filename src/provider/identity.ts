import type { Dice } from '../dice.ts'
import type { HeaderList } from '../upstream.ts'

/** What every answer of a deployment carries beside its content: made from the dice, so that it repeats. */
export interface Identity {
  readonly id: string
  readonly model: string
  readonly systemFingerprint: string
  readonly headers: HeaderList
}

export function identityOf(deployment: string, dice: Dice): Identity {
  const model = modelSnapshot(deployment)
  return {
    id: `chatcmpl-${letters(dice, 29)}`,
    model,
    systemFingerprint: `fp_${hex(dice.fork(`fingerprint ${model}`), 10)}`,
    headers: azureHeaders(dice),
  }
}

/** The id of a tool call. */
export function toolCallId(dice: Dice): string {
  return `call_${letters(dice, 24)}`
}

/** Snapshots that deployments of well-known names run; any other deployment is taken for a gpt-4o. */
const SNAPSHOTS: readonly (readonly [prefix: string, snapshot: string])[] = [
  ['gpt-4o-mini', 'gpt-4o-mini-2024-07-18'],
  ['gpt-4o', 'gpt-4o-2024-11-20'],
  ['gpt-4.1-mini', 'gpt-4.1-mini-2025-04-14'],
  ['gpt-4.1-nano', 'gpt-4.1-nano-2025-04-14'],
  ['gpt-4.1', 'gpt-4.1-2025-04-14'],
  ['gpt-4-turbo', 'gpt-4-turbo-2024-04-09'],
  ['gpt-35-turbo', 'gpt-35-turbo-0125'],
  ['gpt-5-mini', 'gpt-5-mini-2025-08-07'],
  ['gpt-5', 'gpt-5-2025-08-07'],
  ['o4-mini', 'o4-mini-2025-04-16'],
  ['o3-mini', 'o3-mini-2025-01-31'],
  ['o3', 'o3-2025-04-16'],
  ['o1', 'o1-2024-12-17'],
]

function modelSnapshot(deployment: string): string {
  return SNAPSHOTS.find(([prefix]) => deployment.startsWith(prefix))?.[1] ?? 'gpt-4o-2024-11-20'
}

function azureHeaders(dice: Dice): HeaderList {
  return [
    ['apim-request-id', uuid(dice)],
    ['x-ms-region', 'East US'],
    ['x-ratelimit-remaining-requests', '249'],
    ['x-ratelimit-remaining-tokens', '249912'],
    ['x-request-id', uuid(dice)],
    ['azureml-model-session', `d${String(dice.int(1, 400)).padStart(3, '0')}`],
  ]
}

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'

function letters(dice: Dice, count: number): string {
  let text = ''
  for (let i = 0; i < count; i++) text += ALPHABET[Math.floor(dice.next() * ALPHABET.length)]!
  return text
}

function hex(dice: Dice, count: number): string {
  let text = ''
  while (text.length < count)
    text += Math.floor(dice.next() * 0x10000)
      .toString(16)
      .padStart(4, '0')
  return text.slice(0, count)
}

/** A version 4 UUID. */
export function uuid(dice: Dice): string {
  const digits = hex(dice, 32)
  const variant = '89ab'[Math.floor(dice.next() * 4)]!
  return `${digits.slice(0, 8)}-${digits.slice(8, 12)}-4${digits.slice(13, 16)}-${variant}${digits.slice(17, 20)}-${digits.slice(20)}`
}
