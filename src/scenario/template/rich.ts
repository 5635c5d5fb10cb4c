import { engineScope, LIMITS, templateEngine } from './engine.ts'
import type { Template } from './plain.ts'
import { rootValue, ROOTS } from './scope.ts'
import type { Root, TemplateScope } from './scope.ts'

/** What is wrong with a template. `near`: the part of the text that it is about. */
export interface TemplateProblem {
  readonly problem: string
  readonly hint: string
  readonly near?: string
}

/** A template cannot be filled in for a request: the message says why. */
export class TemplateFailure extends Error {}

/** A text with filters, loops, faker … compiled by the engine. `faker`: the methods that exist; all pass without it. */
export function richTemplate(text: string, faker: readonly string[] | undefined): Template | TemplateProblem {
  try {
    const parsed = templateEngine().parse(text)
    const paths = templateEngine().globalVariableSegmentsSync(parsed)
    const problem = paths.map((path) => pathProblem(path, faker)).find((it) => it !== undefined)
    if (problem !== undefined) return problem
    const roots = paths.map(([root]) => String(root))
    return { roots, fill: (scope) => render(parsed, scope) }
  } catch (error) {
    return parseProblem(error)
  }
}

const LITERAL_HINT = 'for two braces as they stand write {{ "{{" }}'

function render(parsed: ReturnType<ReturnType<typeof templateEngine>['parse']>, scope: TemplateScope) {
  const reads = Object.fromEntries(
    ROOTS.filter((root) => !DROPS.includes(root)).map((root: Root) => [root, () => rootValue(scope, root)]),
  )
  try {
    const text: unknown = templateEngine().renderSync(parsed, engineScope(scope, reads))
    if (String(text).length > LIMITS.characters)
      throw new TemplateFailure(`a template writes more than ${LIMITS.characters} characters`)
    return String(text)
  } catch (error) {
    if (error instanceof TemplateFailure) throw error
    throw new TemplateFailure(`a template cannot be filled in: ${wordsOf(error)}`)
  }
}

const DROPS: readonly string[] = ['dice', 'faker', 'match']

function pathProblem(
  path: readonly unknown[],
  faker: readonly string[] | undefined,
): TemplateProblem | undefined {
  const [root, ...rest] = path
  const written = path.filter((part) => typeof part !== 'object').join('.')
  if (!ROOTS.some((name) => name === root))
    return {
      problem: `{{ ${written} }} names nothing`,
      hint: `a path begins with ${ROOTS.join(', ')}; ${LITERAL_HINT}`,
      near: String(root),
    }
  if (root !== 'faker' || faker === undefined || faker.includes(rest.join('.'))) return undefined
  const module = `${String(rest[0])}.`
  const others = faker.filter((it) => it.startsWith(module)).map((it) => it.slice(module.length))
  return {
    problem: `{{ ${written} }}: faker makes no such thing`,
    hint:
      others.length > 0
        ? `faker.${module}… is one of ${others.slice(0, 20).join(', ')}`
        : `write faker.module.method, e.g. {{ faker.person.firstName }}`,
    near: written,
  }
}

function parseProblem(error: unknown): TemplateProblem {
  const token = (error as { token?: { getText?(): string } }).token
  const near = token?.getText?.()
  const words = wordsOf(error)
  return {
    problem: `the template does not compile: ${words}`,
    hint: /not closed|illegal|unexpected|invalid/.test(words)
      ? LITERAL_HINT
      : 'the language is Liquid, see https://liquidjs.com',
    ...(near === undefined ? {} : { near }),
  }
}

/** Without the place inside the text: the diagnostic has the place in the file. */
function wordsOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error)
  return message
    .split('\n')[0]!
    .replace(/, line:\d+, col:\d+$/, '')
    .slice(0, 300)
}
