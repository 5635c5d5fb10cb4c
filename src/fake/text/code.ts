import type { Random } from '../../random/random.ts'
import languages from './data/code.json' with { type: 'json' }
import english from './data/english.json' with { type: 'json' }
import { fillSentences, paragraphs } from './prose.ts'
import { fill } from './template.ts'
import { keywords, type PromptTopic } from './topic.ts'
import { capitalized, countWords } from '../realistic/words.ts'

type Language = keyof typeof languages

/** A short explanation, a fenced block in the language that the prompt speaks of, and what to know about it. */
export function codeText(random: Random, prompt: PromptTopic, words: number, asked: string): string {
  const language = languageOf(asked) ?? 'python'
  const block = snippet(random, language, keywords(prompt.topic.replace(NAMES, ' '), 2))
  const about = prompt.topic === '' ? 'what you describe' : prompt.topic
  const first = fill(random.pick(/^an? /i.test(about) ? english.namedCode : english.code), {
    topic: about,
    language: languages[language].spoken,
  })
  const left = words - countWords(first) - countWords(block)
  if (left <= 0) return `${first}\n\n${block}`
  return `${first}\n\n${block}\n\n${paragraphs(random, fillSentences(random, 'this code', left))}`
}

/** A fenced block of code whose names come from the topic. */
export function snippet(random: Random, language: Language, topicWords: readonly string[]): string {
  const ascii = topicWords
    .map((word) => word.replaceAll(/[^a-z0-9]/g, ''))
    .filter((word) => /^[a-z]/.test(word))
  const words = ascii.length > 0 ? ascii : [random.pick(['collect', 'order', 'summary', 'report'])]
  const names = {
    snake: words.join('_'),
    camel: words.map((word, index) => (index === 0 ? word : capitalized(word))).join(''),
    pascal: words.map(capitalized).join(''),
    limit: String(random.int(2, 9) * 5),
    item: random.pick(['item', 'entry', 'row', 'record']),
  }
  return `\`\`\`${language}\n${named(random.pick(languages[language].snippets), names)}\n\`\`\``
}

const NAMES =
  /\b(python|javascript|typescript|golang|go|rust|java|ruby|php|kotlin|swift|bash|shell|sql|html|css|c\+\+|c#|json|yaml|function|script|program|code|class|method)\b/gi

const LANGUAGES: readonly (readonly [RegExp, Language])[] = [
  [/\b(typescript|ts|deno|angular)\b/i, 'typescript'],
  [/\b(javascript|js|node(\.js)?|react|vue|express)\b/i, 'javascript'],
  [/\b(golang|goroutine)\b|\bgo (code|program|function|func|struct)\b|\bin go\b/i, 'go'],
  [/\brust|cargo\b/i, 'rust'],
  [/\bjava\b|\bspring\b/i, 'java'],
  [/\b(sql|postgres\w*|mysql|sqlite|query the|select statement)\b/i, 'sql'],
  [/\b(bash|shell|zsh|terminal|command line)\b/i, 'bash'],
  [/\b(html|web page)\b/i, 'html'],
  [/c#|\.net\b|\bcsharp\b/i, 'csharp'],
  [/\b(json)\b/i, 'json'],
  [/\b(python|pandas|django|flask|numpy|pip)\b/i, 'python'],
]

/** The programming language that a prompt speaks of. */
export function languageOf(prompt: string): Language | undefined {
  return LANGUAGES.find(([test]) => test.test(prompt))?.[1]
}

function named(snippetText: string, names: Readonly<Record<string, string>>): string {
  return snippetText.replaceAll(/<<(\w+)>>/g, (_slot, name: string) => names[name]!)
}
