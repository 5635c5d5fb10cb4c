import { wordsOf } from '../realistic/words.ts'

/** What a prompt is: decides how an answer opens. */
type Intent = 'greeting' | 'thanks' | 'howto' | 'question' | 'task' | 'none'

export interface PromptTopic {
  readonly intent: Intent
  /** A phrase out of the prompt that fits after "about": `sourdough bread`. '' when the prompt names nothing. */
  readonly topic: string
  /** Of a how-to: what is to be done, `bake sourdough bread`. */
  readonly action: string
}

const LEADS =
  /^(?:(?:please|hey|hi|hello|ok|okay|so|well|and|now)[\s,!]+)*(?:(?:can|could|would|will) you (?:please )?|i (?:want|need|would like|'d like) (?:you )?to |(?:i'm|i am) (?:looking for|interested in) |help me (?:to )?|please )?(?:(?:tell|teach) me (?:more |something )?(?:about )?|explain (?:to me )?|describe |define |summari[sz]e |discuss |compare |list |give me |show me |write (?:me )?|create |make (?:me )?|generate |tell me |suggest |recommend )?/i
const QUESTIONS =
  /^(?:what(?:'s|\s+(?:is|are|was|were|does|do|kind of|can you tell me about))|who(?:'s|\s+(?:is|are|was|were))|where(?:'s|\s+(?:is|are|was|were))|when(?:\s+(?:is|are|was|were|did|does|do|should))?|why(?:\s+(?:is|are|was|were|do|does|did|should))?|which|is|are|do|does|did|should|can|could|how\s+(?:much|many|long|far|often|old|big|does|do|is|are)|what|how)\s+/i
const SMALL_WORDS = new Set(
  'a an the of to in on at for from by with and or but is are was were be been it its this that these those i you we they me my your our their do does did can could would should will shall may might must have has had not no what which who whom whose when where why how about into than then there here some any more most very please just also if so as up out over'.split(
    ' ',
  ),
)

/** Reads what a prompt is after; by its last line with words, since that is where people ask. */
export function readTopic(prompt: string): PromptTopic {
  const line = lastLine(prompt).slice(0, 400)
  const plain = line.trim().toLowerCase()
  const short = plain.split(/\s+/).length <= 5
  if (short && /^(hi|hello|hey|hiya|howdy|greetings|good (morning|afternoon|evening|day))\b/.test(plain))
    return { intent: 'greeting', topic: '', action: '' }
  if (short && /\b(thanks|thank you|thx|cheers)\b/.test(plain))
    return { intent: 'thanks', topic: '', action: '' }
  const sentence = firstAsking(line)
  const howto = /\bhow (?:do|can|should|would|could) (?:i|we|you|one)\s+(.+)|\bhow to\s+(.+)/i.exec(sentence)
  const action = tidy(howto?.[1] ?? howto?.[2] ?? '', 8)
  const rest = sentence.replace(LEADS, '').replace(QUESTIONS, '')
  const topic = action === '' ? nounsOf(rest) : gerund(nounsOf(action))
  if (action !== '') return { intent: 'howto', topic, action }
  if (topic === '') return { intent: 'none', topic, action }
  return { intent: /\?\s*$/.test(sentence) || QUESTIONS.test(sentence) ? 'question' : 'task', topic, action }
}

/** A few words of a phrase that carry it, for names and headings. */
export function keywords(topic: string, most: number): string[] {
  return wordsOf(topic)
    .split(' ')
    .filter((word) => word !== '' && !SMALL_WORDS.has(word))
    .slice(0, most)
}

function lastLine(prompt: string): string {
  const lines = prompt.split(/\n+/).filter((text) => /\p{L}/u.test(text))
  return lines.findLast((text) => text.includes('?')) ?? lines.at(-1) ?? ''
}

/** Of several sentences the one that asks, else the first. */
function firstAsking(line: string): string {
  const list =
    line
      .match(/[^.!?]+[.!?]*/g)
      ?.map((text) => text.trim())
      .filter((text) => /\p{L}{2}/u.test(text)) ?? []
  return (
    list.find((text) => text.endsWith('?')) ??
    list.find((text) => keywords(text, 2).length > 1) ??
    list[0] ??
    ''
  )
}

/** The phrase up to its first break, without small words at its ends. */
function nounsOf(text: string): string {
  const words = tidy(text, 9).split(' ')
  const isSmall = (word: string | undefined) => word !== undefined && SMALL_WORDS.has(word.toLowerCase())
  while (words.length > 1 && isSmall(words[0]) && !/^(the|an?)$/i.test(words[0]!)) words.shift()
  while (words.length > 0 && isSmall(words.at(-1))) words.pop()
  return words.join(' ')
}

function tidy(text: string, most: number): string {
  const phrase = text.split(/[.,;:!?()\n"“”`]/)[0]!.trim()
  return phrase.split(/\s+/).slice(0, most).join(' ')
}

/** `bake bread` → `baking bread`. */
function gerund(phrase: string): string {
  const [verb = '', ...rest] = phrase.split(' ')
  return [ingForm(verb.toLowerCase()), ...rest].join(' ')
}

function ingForm(verb: string): string {
  if (verb.endsWith('ing') && verb.length > 5) return verb
  if (verb.endsWith('ie')) return `${verb.slice(0, -2)}ying`
  if (/[^eoy]e$/.test(verb)) return `${verb.slice(0, -1)}ing`
  const doubles =
    /^[^aeiou]*[aeiou][bdglmnprt]$/.test(verb) || /^(begin|forget|submit|admit|refer|prefer)$/.test(verb)
  return doubles ? `${verb}${verb.at(-1)}ing` : `${verb}ing`
}
