import { suggest } from '../../shape/shape.ts'
import { templateEngine } from './engine.ts'
import { ROOTS } from './scope.ts'

/** What is wrong with a template. `near`: the part of the text that it is about. */
export interface TemplateProblem {
  readonly problem: string
  readonly hint: string
  readonly near?: string
}

/** A template that cannot be used. */
export interface TemplateProblems {
  readonly problems: readonly TemplateProblem[]
}

/** What is wrong with a path that a template names. `faker`: the methods that exist; all pass without it. */
export function pathProblem(
  path: readonly unknown[],
  faker: readonly string[] | undefined,
): TemplateProblem | undefined {
  const [root, ...rest] = path
  const written = path.filter((part) => typeof part !== 'object').join('.')
  if (!ROOTS.some((name) => name === root))
    return {
      problem: `{{ ${written} }} names nothing`,
      hint: `${suggest(String(root), ROOTS)}; ${LITERAL_HINT}`,
      near: String(root),
    }
  if (root !== 'faker' || faker === undefined || faker.includes(rest.join('.'))) return undefined
  return {
    problem: `{{ ${written} }}: faker makes no such thing`,
    hint: fakerHint(rest, faker),
    near: written,
  }
}

/** What the engine says where it cannot read a template at all. */
export function parseProblem(error: unknown): TemplateProblem {
  const token = (error as { token?: { getText?(): string } }).token
  const words = wordsOf(error)
  const unknown = /^(?:undefined filter: |tag "(?=.*not found))(\w+)/.exec(words)?.[1]
  const near = unknown ?? token?.getText?.()
  return {
    problem: `the template does not compile: ${words}`,
    hint: parseHint(words),
    ...(near === undefined ? {} : { near }),
  }
}

/** Without the place inside the text: the diagnostic has the place in the file. */
export function wordsOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error)
  return message
    .split('\n')[0]!
    .replace(/, line:\d+, col:\d+$/, '')
    .slice(0, 300)
}

const LITERAL_HINT = 'for two braces as they stand write {{ "{{" }}'
const FILES = ['include', 'render', 'layout', 'block']

function parseHint(words: string): string {
  const filter = /^undefined filter: (.*)/.exec(words)?.[1]
  if (filter !== undefined) return suggest(filter, Object.keys(templateEngine().filters))
  const tag = /^tag "?(\w+)"? not found/.exec(words)?.[1]
  if (tag !== undefined)
    return FILES.includes(tag)
      ? 'a template reads no other files; text: { file: answer.md } takes a whole text from one'
      : suggest(tag, Object.keys(templateEngine().tags))
  const open = /^tag \{%-?\s*(\w+).* not closed/.exec(words)?.[1]
  if (open !== undefined) return `close it with {% end${open} %}`
  return /not closed|illegal|unexpected|invalid/.test(words)
    ? LITERAL_HINT
    : 'the language is Liquid, see https://liquidjs.com'
}

function fakerHint([name, method]: readonly unknown[], faker: readonly string[]): string {
  const module = `${String(name)}.`
  const others = faker.filter((it) => it.startsWith(module)).map((it) => it.slice(module.length))
  return others.length === 0
    ? `write faker.module.method, e.g. {{ faker.person.firstName }}; ${suggest(String(name), modules(faker))}`
    : suggest(String(method), others)
}

function modules(faker: readonly string[]): readonly string[] {
  return [...new Set(faker.map((it) => it.split('.')[0]!))]
}
