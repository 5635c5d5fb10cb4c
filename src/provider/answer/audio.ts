import type { Random } from '../../random/random.ts'
import type { Call } from '../call.ts'

/** Whether a request asks for speech. */
export function wantsAudio(value: { readonly [key: string]: unknown }): boolean {
  const { modalities } = value
  return Array.isArray(modalities) && modalities.includes('audio')
}

/** Azure keeps speech for an hour. */
const KEPT_SECONDS = 3600

/** The speech of a text: its transcript, and silence as 16-bit mono at 24 kHz, in a WAV file unless raw PCM is wanted. */
export function audioOf(transcript: string, call: Call, random: Random): { readonly [key: string]: unknown } {
  const audio = call.upstream.value['audio'] as { format?: unknown } | undefined
  const samples = Buffer.alloc(2 * SAMPLES_PER_WORD * Math.min(LONGEST_WORDS, transcript.split(' ').length))
  return {
    data: (audio?.format === 'pcm16' ? samples : wav(samples)).toString('base64'),
    expires_at: call.created + KEPT_SECONDS,
    id: `audio_${random.int(0x10000000, 0xffffffff).toString(16)}${random.int(0x10000000, 0xffffffff).toString(16)}`,
    transcript,
  }
}

const RATE = 24_000
/** A word is short here: a long answer stays small. */
const SAMPLES_PER_WORD = RATE / 100
const LONGEST_WORDS = 100

function wav(samples: Buffer): Buffer {
  const head = Buffer.alloc(44)
  head.write('RIFF', 0)
  head.writeUInt32LE(36 + samples.length, 4)
  head.write('WAVEfmt ', 8)
  head.writeUInt32LE(16, 16)
  head.writeUInt16LE(1, 20)
  head.writeUInt16LE(1, 22)
  head.writeUInt32LE(RATE, 24)
  head.writeUInt32LE(2 * RATE, 28)
  head.writeUInt16LE(2, 32)
  head.writeUInt16LE(16, 34)
  head.write('data', 36)
  head.writeUInt32LE(samples.length, 40)
  return Buffer.concat([head, samples])
}
