import languages from './data/languages.json' with { type: 'json' }

export type LanguageCode = keyof typeof languages
export type Language = (typeof languages)[LanguageCode]

/** The form in which a prompt wants its answer. */
export type Wish =
  | { readonly form: 'prose' }
  | { readonly form: 'code' }
  | { readonly form: 'list'; readonly count: number | undefined; readonly isNumbered: boolean }
  /** `columns`: as the prompt names them. */
  | { readonly form: 'table'; readonly count: number | undefined; readonly columns: readonly string[] }
  /** `keys`: as the prompt names them. `count`: a list of so many objects. `isBare`: nothing but JSON. */
  | {
      readonly form: 'json'
      readonly keys: readonly string[]
      readonly count: number | undefined
      readonly isBare: boolean
    }

const PROSE: Wish = { form: 'prose' }

/** Words without which none of the others is looked for. */
const ANY =
  /\b(?:lists?|bullets?|bullet(?:ed)? points?|table|json|code|function|script|snippet|class|query|program|regex|regular expression|one-liner|component|top|(?:\d{1,2}|two|three|four|five|six|seven|eight|nine|ten|twelve|several|some|a few|drei|vier|fünf|trois|cinq|tres|cinco|tre|cinque) \w+|liste|tabelle|tableau|lista|tabla|tabella|punkte)\b|一覧|リスト|列表|表格|表で|の表/i
const TABLE =
  /\b(?:as|in|make|create|draw|give me|show me|with|of) (?:an? )?(?:\w+ )?table\b|\btable (?:of|with|that|comparing)\b|\b(?:tabelle|tableau|tabla|tabella)\b|表格|表で|の表/i
const JSON_WISH = /\bjson\b/i
const NO_JSON =
  /\bjson (?:schema|web|patch|lines|parser|file|api)\b|\b(?:parse|parsing|read|load|what is|explain) (?:an? )?json\b/i
const CODE =
  /\b(?:write|create|give|show|implement|code|make|build|need|generate|refactor|fix|debug)\b.*\b(?:code|function|script|snippet|class|query|program|regex|regular expression|one-liner|component|method|algorithm)\b|\b(?:python|javascript|typescript|rust|golang|java|sql|bash|c#) (?:code|function|script|snippet|class|query|program|example|one-liner|method)\b/i
const LIST =
  /\b(?:as|in|make|create|give me|show me|write|with|an?|the) (?:\w+ )?(?:list|bullets|bullet(?:ed)? points?|bullet list)\b|^(?:please )?list\b|\btop (?:\d{1,2}|five|ten|three)\b|\b(?:liste|lista|elenco|punkte)\b|一覧|リスト|列表/i
const COUNTED =
  /\b(?:give|list|name|suggest|recommend|show|tell|write|need|want|share|provide|generate|what are|are|nenne|donne|dame|dammi)\b.{0,30}?\b(\d{1,2}|two|three|four|five|six|seven|eight|nine|ten|twelve|several|some|a few|drei|vier|fünf|trois|cinq|tres|cinco|tre|cinque) (?:\w+ ){0,2}?(?:\w+s|tipps|conseils|consejos|consigli|ideen|people|gründe|dinge|wege)\b/i
const NUMBERED = /\b(?:numbered|ranked|steps?|top|order(?:ed)?|ranking)\b/i
const NAMES =
  /\b(?:keys?|fields?|propert(?:y|ies)|attributes?|columns?)\b:? (?:named |called |like |such as )?(.+)/i

const NUMBERS: Readonly<Record<string, number>> = {
  two: 2, three: 3, four: 4, five: 5, six: 6, seven: 7, eight: 8, nine: 9, ten: 10, twelve: 12, drei: 3, vier: 4,
  fünf: 5, trois: 3, cinq: 5, tres: 3, cinco: 5, tre: 3, cinque: 5,
} // prettier-ignore

const MOST_ITEMS = 50

/** Reads from the line where a prompt asks in which form it wants its answer. */
export function readWish(line: string): Wish {
  if (!ANY.test(line)) return PROSE
  const count = countIn(line)
  if (JSON_WISH.test(line) && !NO_JSON.test(line) && !CODE.test(line)) {
    const isMany = /\b(?:array|list) of\b|\bobjects\b/i.test(line)
    const isBare = /\b(?:only|just|raw|nothing but|valid)\b|\bno (?:markdown|prose|text|explanation)\b/i.test(
      line,
    )
    return { form: 'json', keys: namesIn(line), count: isMany ? (count ?? 3) : undefined, isBare }
  }
  if (TABLE.test(line)) return { form: 'table', count, columns: namesIn(line) }
  if (CODE.test(line)) return { form: 'code' }
  if (LIST.test(line) || COUNTED.test(line)) return { form: 'list', count, isNumbered: NUMBERED.test(line) }
  return PROSE
}

const HAN_NUMBERS = '一二三四五六七八九十'

function countIn(line: string): number | undefined {
  const han = /([一二三四五六七八九十])(?:个|つ|点|条)/.exec(line)?.[1]
  if (han !== undefined) return HAN_NUMBERS.indexOf(han) + 1
  const written = (
    /\btop (\w+)/i.exec(line) ??
    COUNTED.exec(line) ??
    /\b(\d{1,2}|two|three|four|five|six|seven|eight|nine|ten|twelve)\b/i.exec(line)
  )?.[1]
  if (written === undefined) return undefined
  const count = /^\d+$/.test(written) ? Number(written) : NUMBERS[written.toLowerCase()]
  return count === undefined || count < 1 ? undefined : Math.min(MOST_ITEMS, count)
}

/** `with the keys name, age and city` → name, age, city; also `{name, age}`. */
function namesIn(line: string): readonly string[] {
  const braced = /\{\s*([\w\s,"':]+)\}/.exec(line)?.[1]
  const named = braced ?? NAMES.exec(line)?.[1]?.split(/[.;!?]/, 1)[0]
  if (named === undefined) return []
  return named
    .split(/\s*(?:,|\band\b|&)\s*/)
    .map((name) => name.replaceAll(/^["'`\s]+|["'`\s]+$|:.*$/g, ''))
    .filter((name) => /^[A-Za-z_][\w -]{0,30}$/.test(name) && name.split(' ').length <= 3)
    .slice(0, 12)
}

const ENTRIES = Object.entries(languages) as readonly [LanguageCode, Language][]
const EXPLICIT = new RegExp(
  `\\b(?:in|into|auf|en|to)\\s+(?:plain |simple )?(${ENTRIES.flatMap(([, { words }]) => words).join('|')})(?![\\p{L}])|(日本語|中文|汉语)`,
  'iu',
)
const BY_WORD = new Map(ENTRIES.flatMap(([code, { words }]) => words.map((word) => [word, code] as const)))

/** Who says hello or thanks in a language; a group for each. */
const GREETED = new RegExp(
  `^(?:${ENTRIES.map(([, { greeting, thank }]) => `(${greeting}|${thank})`).join('|')})(?![\\p{L}])`,
  'iu',
)

/** Words that only these languages have, and those of English that stand against them. */
const HINTS = hintsByWord()
const ENGLISH =
  'the is are was were a an of to and in what how why do does did i you my me for with on at this that it can could please not be from'

function hintsByWord(): ReadonlyMap<string, readonly LanguageCode[]> {
  const hints = new Map<string, LanguageCode[]>()
  for (const [code, { hints: words }] of ENTRIES)
    for (const word of words) hints.set(word, [...(hints.get(word) ?? []), code])
  return hints
}

const ENGLISH_WORDS = new Set(ENGLISH.split(' '))

/** The language in which a prompt wants its answer: the one that it names, else its own; undefined for English. */
export function readLanguage(line: string): Language | undefined {
  const named = EXPLICIT.exec(line)
  const word = named?.[1] ?? named?.[2]
  if (word !== undefined) return languages[BY_WORD.get(word.toLowerCase())!]
  if (/[\u3040-\u30ff]/.test(line)) return languages.ja
  if (/[\u4e00-\u9fff]/.test(line)) return languages.zh
  const greeted = GREETED.exec(line.trim())
    ?.slice(1)
    .findIndex((it) => it !== undefined)
  if (greeted !== undefined) return ENTRIES[greeted]![1]
  const code = spokenIn(line)
  return code === undefined ? undefined : languages[code]
}

const MOST_WORDS = 24

function spokenIn(line: string): LanguageCode | undefined {
  let english = 0
  const found = new Map<LanguageCode, number>()
  for (const word of line.toLowerCase().split(/[^\p{L}]+/u, MOST_WORDS)) {
    if (ENGLISH_WORDS.has(word)) english++
    for (const code of HINTS.get(word) ?? NONE) found.set(code, (found.get(code) ?? 0) + 1)
  }
  let best: LanguageCode | undefined
  for (const [code, count] of found)
    if (count > english && count > (best === undefined ? 0 : found.get(best)!)) best = code
  // One word may be a name.
  return best !== undefined && found.get(best)! > 1 ? best : undefined
}

const NONE: readonly LanguageCode[] = []
