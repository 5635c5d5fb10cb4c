import type { Random } from '../../random/random.ts'
import { fillSentences, paragraphs } from './prose.ts'
import { keywords, type PromptTopic } from './topic.ts'
import { capitalized, countWords } from '../realistic/words.ts'

type Language = keyof typeof TEMPLATES

/** A short explanation, a fenced block in the language that the prompt speaks of, and what to know about it. */
export function codeText(random: Random, prompt: PromptTopic, words: number, asked: string): string {
  const language = languageOf(asked) ?? 'python'
  const block = snippet(random, language, keywords(prompt.topic.replace(NAMES, ' '), 2))
  const about = prompt.topic === '' ? 'what you describe' : prompt.topic
  const first = random.pick([
    `Here is one way to approach ${about} in ${SPOKEN[language]}:`,
    `This ${SPOKEN[language]} example covers ${about}:`,
    `A compact ${SPOKEN[language]} version for ${about} looks like this:`,
  ])
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
  return `\`\`\`${language}\n${random.pick(TEMPLATES[language])(names)}\n\`\`\``
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

const SPOKEN: Readonly<Record<Language, string>> = {
  python: 'Python',
  javascript: 'JavaScript',
  typescript: 'TypeScript',
  go: 'Go',
  rust: 'Rust',
  java: 'Java',
  sql: 'SQL',
  bash: 'shell',
  html: 'HTML',
  csharp: 'C#',
  json: 'JSON',
}

interface Names {
  readonly snake: string
  readonly camel: string
  readonly pascal: string
  readonly limit: string
  readonly item: string
}

function languageOf(prompt: string): Language | undefined {
  return LANGUAGES.find(([test]) => test.test(prompt))?.[1]
}

const TEMPLATES = {
  python: [
    (n: Names) =>
      `def ${n.snake}(items):\n    """Return the items that pass the check, best first."""\n    chosen = [${n.item} for ${n.item} in items if ${n.item} is not None]\n    return sorted(chosen, reverse=True)[:${n.limit}]\n\n\nprint(${n.snake}([3, None, 12, 7]))`,
    (n: Names) =>
      `from collections import Counter\n\n\ndef ${n.snake}(text: str, limit: int = ${n.limit}) -> dict[str, int]:\n    words = text.lower().split()\n    return dict(Counter(words).most_common(limit))`,
  ],
  javascript: [
    (n: Names) =>
      `export function ${n.camel}(items) {\n  return items\n    .filter((${n.item}) => ${n.item} != null)\n    .slice(0, ${n.limit})\n}\n\nconsole.log(${n.camel}([3, null, 12]))`,
    (n: Names) =>
      `async function ${n.camel}(url) {\n  const response = await fetch(url)\n  if (!response.ok) throw new Error(\`HTTP \${response.status}\`)\n  const body = await response.json()\n  return body.slice(0, ${n.limit})\n}`,
  ],
  typescript: [
    (n: Names) =>
      `interface ${n.pascal} {\n  id: string\n  count: number\n}\n\nexport function ${n.camel}(items: ${n.pascal}[]): number {\n  return items.reduce((sum, ${n.item}) => sum + ${n.item}.count, 0)\n}`,
    (n: Names) =>
      `export function ${n.camel}<T>(items: readonly T[], limit = ${n.limit}): T[] {\n  return [...new Set(items)].slice(0, limit)\n}`,
  ],
  go: [
    (n: Names) =>
      `func ${n.pascal}(items []string) map[string]int {\n\tcounts := make(map[string]int)\n\tfor _, ${n.item} := range items {\n\t\tcounts[${n.item}]++\n\t}\n\treturn counts\n}`,
  ],
  rust: [
    (n: Names) =>
      `fn ${n.snake}(items: &[u32]) -> Option<u32> {\n    items.iter().copied().filter(|${n.item}| *${n.item} > ${n.limit}).max()\n}\n\nfn main() {\n    println!("{:?}", ${n.snake}(&[3, 12, 70]));\n}`,
  ],
  java: [
    (n: Names) =>
      `public static List<String> ${n.camel}(List<String> items) {\n    return items.stream()\n        .filter(${n.item} -> !${n.item}.isBlank())\n        .limit(${n.limit})\n        .toList();\n}`,
  ],
  sql: [
    (n: Names) =>
      `SELECT category, COUNT(*) AS total\nFROM ${n.snake}\nWHERE created_at >= DATE '2024-01-01'\nGROUP BY category\nORDER BY total DESC\nLIMIT ${n.limit};`,
  ],
  bash: [
    (n: Names) =>
      `#!/usr/bin/env bash\nset -euo pipefail\n\n${n.snake}() {\n  local file="$1"\n  sort "$file" | uniq -c | sort -rn | head -n ${n.limit}\n}\n\n${n.snake} "$1"`,
  ],
  html: [
    (n: Names) =>
      `<section id="${n.snake}">\n  <h2>${n.pascal}</h2>\n  <ul>\n    <li>First ${n.item}</li>\n    <li>Second ${n.item}</li>\n  </ul>\n</section>`,
  ],
  csharp: [
    (n: Names) =>
      `public static IEnumerable<int> ${n.pascal}(IEnumerable<int> items) =>\n    items.Where(${n.item} => ${n.item} > ${n.limit}).OrderBy(${n.item} => ${n.item});`,
  ],
  json: [(n: Names) => `{\n  "name": "${n.snake}",\n  "limit": ${n.limit},\n  "enabled": true\n}`],
} satisfies Record<string, readonly ((names: Names) => string)[]>
