import { LIMITS, renderTemplate, templateEngine } from './engine.ts'
import type { Template } from './plain.ts'
import { parseProblem, pathProblem, wordsOf } from './problems.ts'
import type { TemplateProblems } from './problems.ts'
import { rootValue, ROOTS } from './scope.ts'
import type { Root, TemplateScope } from './scope.ts'

/** A template cannot be filled in for a request: the message says why. */
export class TemplateFailure extends Error {}

/** A text with filters, loops, faker … compiled by the engine. `faker`: the methods that exist; all pass without it. */
export function richTemplate(
  text: string,
  faker: readonly string[] | undefined,
): Template | TemplateProblems {
  try {
    const parsed = templateEngine().parse(text)
    const paths = templateEngine().globalVariableSegmentsSync(parsed)
    const problems = paths.map((path) => pathProblem(path, faker)).filter((it) => it !== undefined)
    if (problems.length > 0) return { problems }
    return { fill: (scope) => render(parsed, scope) }
  } catch (error) {
    return { problems: [parseProblem(error)] }
  }
}

function render(parsed: ReturnType<ReturnType<typeof templateEngine>['parse']>, scope: TemplateScope) {
  const reads = Object.fromEntries(
    ROOTS.filter((root) => !DROPS.includes(root)).map((root: Root) => [root, () => rootValue(scope, root)]),
  )
  try {
    const text = renderTemplate(parsed, scope, reads)
    if (String(text).length > LIMITS.characters)
      throw new TemplateFailure(`a template writes more than ${LIMITS.characters} characters`)
    return String(text)
  } catch (error) {
    if (error instanceof TemplateFailure) throw error
    throw new TemplateFailure(`a template cannot be filled in: ${wordsOf(error)}`)
  }
}

const DROPS: readonly string[] = ['dice', 'faker', 'match']
