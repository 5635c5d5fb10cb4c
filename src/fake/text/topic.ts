import { wordsOf } from '../realistic/words.ts'

/** What a prompt is: decides how an answer opens. `quoted`: a question that names no thing, best repeated as it is. */
type Intent = 'greeting' | 'thanks' | 'howto' | 'question' | 'quoted' | 'task' | 'none'

export interface PromptTopic {
  readonly intent: Intent
  /** A phrase out of the prompt that fits after "about": `sourdough bread`. '' when the prompt names nothing. */
  readonly topic: string
  /** Of a how-to: what is to be done, `bake sourdough bread`. */
  readonly action: string
  /** Of a quoted question: its words. */
  readonly question: string
}

const NOTHING: PromptTopic = { intent: 'none', topic: '', action: '', question: '' }

const POLITE =
  /^(?:(?:please|hey|hi|hello|ok|okay|so|well|and|now|thanks|i wonder if)[\s,!]+)*(?:(?:can|could|would|will) you (?:please |kindly )?|what (?:can|could) you |i (?:want|need|would like|'d like) (?:you )?to |i (?:want|need|would like|'d like) |(?:i'm|i am) (?:looking for|interested in) |help me (?:to )?|please )?/i
/** Verbs whose object is what the answer is about. */
const TELLING =
  /^(?:(?:tell|teach) (?:me|us) (?:more |something |everything )?(?:about |of )?|(?:say|talk|write|speak|know|think) (?:\w+ ){0,2}?(?:about|of) |explain (?:to (?:me|a \w+) )?|describe |define |summari[sz]e |discuss |compare |list |give (?:me|us) |show (?:me|us) |write (?:me |us )?|create |make (?:me |us )?|generate |suggest |recommend |outline |brainstorm |name |draft |find (?:me )?)/i
/** Other verbs that begin a task: what stands behind them needs them. */
const DOING =
  /^(?:translate|rewrite|rephrase|improve|fix|correct|check|review|proofread|convert|calculate|compute|solve|plan|design|prepare|extract|classify|analy[sz]e|help|act|pretend|imagine|continue|finish|complete|count|rank|order|sort|book|cancel|schedule|remind|send|call|open|close|set|turn|play|add|remove|update|delete|build|implement|refactor|debug|optimi[sz]e|test|say|tell|talk|think|answer|reply|respond|repeat|use|do|go|let|look|get|take|put|try|keep|stop|start|run|read|search|buy|sell|ask|weigh|decide|choose|pick|return|output|print|format|turn)\b/i
const NAMING = /^(?:what|who)(?:['’]s|\s+(?:is|are|was|were))\s+/i
const ASKING =
  /^(?:what|who|whom|whose|where|when|why|which|how|is|are|am|was|were|do|does|did|should|can|could|will|would|has|have|had|may|must)(?:['’]s)?\b/i
/** The form that is asked for is not what the answer is about. */
const FORM =
  /^(?:an? |the |some )?(?:\w+ )?(?:list|table|bullet points|bullets|overview) ?(?:of|with|comparing|for|about|on)? ?(?:(?:the )?(?:columns?|rows?|keys?|fields?)\b.*)?/i
/** A clause, or somebody who tells something: no thing that an answer could be about. */
const CLAUSE =
  /^(?:i|we|you|he|she|they|it|there|this is|that is)\b|\b(?:is|are|was|were|am|have|has|had|need|want|will|would|should|could|can|do|does|did|\w+n['’]t)\b/i
const SMALL_WORDS = new Set(
  'a an the of to in on at for from by with and or but is are was were be been it its this that these those i you we they me my your our their do does did can could would should will shall may might must have has had not no what which who whom whose when where why how about into than then there here some any more most very please just also if so as up out over'.split(
    ' ',
  ),
)

/** Reads what a prompt is after, by the line of it where it asks. */
export function readTopic(line: string): PromptTopic {
  const plain = line.trim().toLowerCase()
  const short = plain.split(/\s+/, 6).length <= 5
  if (short && /^(hi|hello|hey|hiya|howdy|greetings|good (morning|afternoon|evening|day))\b/.test(plain))
    return { ...NOTHING, intent: 'greeting' }
  if (short && /\b(thanks|thank you|thx|cheers)\b/.test(plain)) return { ...NOTHING, intent: 'thanks' }
  const sentence = firstAsking(line)
  const howto = /\bhow (?:to|(?:do|can|should|would|could) (?:i|we|you|one))\s+(.+)/i.exec(sentence)?.[1]
  const action = howto === undefined ? '' : answered(withoutEnd(tidy(howto, 8)))
  if (action !== '') return { intent: 'howto', topic: gerund(nounsOf(action)), action, question: '' }
  const asked = sentence.replace(POLITE, '')
  const rest = asked.replace(TELLING, '')
  if (rest === asked && NAMING.test(rest)) return aboutThing(rest.replace(NAMING, ''), 'question', sentence)
  // `Weather?` is a thing.
  const isLong = rest.split(/\s+/, 4).length > 3
  if (rest === asked && (ASKING.test(rest) || (isLong && /\?\s*$/.test(rest))))
    return quotedQuestion(sentence)
  if (rest === asked && (DOING.test(rest) || CLAUSE.test(rest))) return NOTHING
  return aboutThing(rest, /\?\s*$/.test(sentence) ? 'question' : 'task', sentence)
}

/** The line of a prompt where it asks: its last question, else its last line with words; at most 400 characters. */
export function askingLine(prompt: string): string {
  const lines = prompt.split(/\n+/).filter((text) => /\p{L}/u.test(text))
  return (lines.findLast((text) => text.includes('?')) ?? lines.at(-1) ?? '').slice(0, 400)
}

/** A few words of a phrase that carry it, for names and headings. */
export function keywords(topic: string, most: number): string[] {
  return wordsOf(topic)
    .split(' ')
    .filter((word) => word !== '' && !SMALL_WORDS.has(word))
    .slice(0, most)
}

function aboutThing(phrase: string, intent: 'question' | 'task', sentence: string): PromptTopic {
  const bare = phrase.replace(FORM, '')
  const about = /^(?:\S+\s+){0,5}?about\s+(.+)/i.exec(bare)?.[1] ?? bare
  const isExplained = /^(?:how|why|what|when|where|who|whether)\b/i.test(about)
  const topic = answered(isExplained ? withoutEnd(tidy(about, 9)) : nounsOf(about))
  if (topic === '') return NOTHING
  // Of a clause only one that begins with its question word fits: `how TCP works`.
  if (!isExplained && CLAUSE.test(topic)) return intent === 'question' ? quotedQuestion(sentence) : NOTHING
  return { intent, topic, action: '', question: '' }
}

/** Longer ones would not be repeated by anybody. */
const MOST_QUOTED = 80

function quotedQuestion(sentence: string): PromptTopic {
  const words = sentence
    .replace(/^(?:please|hey|hi|hello|ok|okay|so|well|and|now|thanks)[\s,!]+/i, '')
    .replace(/[\s.!,;:]+$/, '')
    .replaceAll(/[“”"]/g, "'")
  if (words.length > MOST_QUOTED || keywords(words, 1).length === 0) return NOTHING
  return { ...NOTHING, intent: 'quoted', question: words.charAt(0).toUpperCase() + words.slice(1) }
}

/** Whoever answers speaks of `your order` where the prompt says `my order`. */
function answered(phrase: string): string {
  return phrase.replaceAll(/\b(?:my|our|me|us|mine|your|i)\b/gi, (word) => OTHERS[word.toLowerCase()]!)
}

const OTHERS: Readonly<Record<string, string>> = {
  my: 'your',
  our: 'your',
  me: 'you',
  us: 'you',
  i: 'you',
  mine: 'yours',
  your: 'my',
}

/** Of several sentences the one that asks, else the first. */
function firstAsking(line: string): string {
  const list =
    line
      .match(/[^.!?]+[.!?]*/g)
      ?.map((text) => text.trim())
      .filter((text) => /\p{L}{2}/u.test(text)) ?? []
  if (list.length < 2) return list[0] ?? ''
  return (
    list.find((text) => text.endsWith('?')) ??
    list.find((text) => keywords(text, 2).length > 1) ??
    list[0] ??
    ''
  )
}

/** The phrase up to its first break, without small words at its ends. */
function nounsOf(text: string): string {
  const words = withoutEnd(tidy(text, 9)).split(' ')
  while (words.length > 1 && isSmall(words[0]) && !/^(the|an?|my|your|our)$/i.test(words[0]!)) words.shift()
  return words.length === 1 && isSmall(words[0]) ? '' : words.join(' ')
}

function withoutEnd(phrase: string): string {
  const words = phrase.split(' ')
  while (words.length > 0 && isSmall(words.at(-1))) words.pop()
  return words.join(' ')
}

function isSmall(word: string | undefined): boolean {
  return word !== undefined && SMALL_WORDS.has(word.toLowerCase())
}

function tidy(text: string, most: number): string {
  const phrase = text.split(/[.,;:!?()\n"“”`]/, 1)[0]!.trim()
  return phrase.split(/\s+/, most).join(' ')
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
    /^[^aeiou]*[aeiou][bdglmnprt]$/.test(verb) ||
    /^(begin|forget|submit|admit|refer|prefer|reset|upset|format)$/.test(verb)
  return doubles ? `${verb}${verb.at(-1)}ing` : `${verb}ing`
}
