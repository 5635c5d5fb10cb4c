import { ESTIMATE } from '../provider/tokens/estimate.ts'
import { o200kTokenizer } from '../provider/tokens/o200k.ts'
import type { Tokenizer } from '../provider/tokens/tokenizer.ts'

export const TOKENIZERS = ['estimate', 'o200k'] as const
export type TokenizerName = (typeof TOKENIZERS)[number]

/** The vocabulary of o200k takes 0.2 s and 70 MB: it is loaded only for those who want it. */
export async function loadTokenizer(name: TokenizerName): Promise<Tokenizer> {
  return name === 'estimate' ? ESTIMATE : o200kTokenizer(await import('gpt-tokenizer/encoding/o200k_base'))
}
