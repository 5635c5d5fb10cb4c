import type { Random } from '../../random/random.ts'
import type { Piece } from './answer.ts'
import type { Call } from '../call.ts'

/** Whether the request, as the deployment receives it, asks for log probabilities. */
export function wantsLogprobs({ upstream }: Call): boolean {
  return upstream.value['logprobs'] === true
}

/** `logprobs` of a choice with this text: made from the seed, with as many alternatives as the request asks for. */
export function generateLogprobs(content: readonly Piece[], { upstream }: Call, random: Random) {
  const asked = upstream.value['top_logprobs']
  const top = typeof asked === 'number' ? Math.min(MOST_ALTERNATIVES, Math.max(0, Math.floor(asked))) : 0
  return { content: tokenLogprobs(content, top, random.fork('logprobs')), refusal: null }
}

/** As many as Azure gives; a request that asks for more is not checked where a scenario answers. */
const MOST_ALTERNATIVES = 20

/** A likely token each: its log probability, and `alternatives` less likely ones whose probabilities sum below 1. */
export function tokenLogprobs(
  content: readonly Piece[],
  alternatives: number,
  random: Random,
): readonly object[] {
  return content.map(({ text }) => {
    const probability = 0.5 + 0.49 * random.next()
    const own = logprob(text, probability)
    const top = alternatives === 0 ? [] : [own]
    let left = 1 - probability
    for (let rank = 1; rank < alternatives; rank++) {
      left /= 2
      const word = ALTERNATIVES[rank % ALTERNATIVES.length]!
      top.push(logprob(word === text ? ALTERNATIVES[0]! : word, left * (0.5 + 0.4 * random.next())))
    }
    return { ...own, top_logprobs: top }
  })
}

const ALTERNATIVES = [
  ' the',
  ' a',
  ' and',
  ' to',
  ' it',
  ' in',
  ',',
  '.',
  ' that',
  ' this',
  ' is',
  ' of',
  ' for',
  ' on',
  ' with',
  ' as',
  ' at',
  ' by',
  ' an',
  ' or',
]

function logprob(token: string, probability: number) {
  return { token, bytes: [...Buffer.from(token)], logprob: Number(Math.log(probability).toFixed(6)) }
}
