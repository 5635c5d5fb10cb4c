import type { Diagnostic } from '../shape/diagnostic.ts'
import type { FileResult } from './read-file.ts'
import { deploymentProblem } from './rule-warnings.ts'

/** Chaos and limits that are for deployments which do not exist. `deployments`: those that exist, `undefined` for any. */
export function orderWarnings(
  file: FileResult,
  deployments: readonly string[] | undefined,
): readonly Diagnostic[] {
  const { chaos = [], limits = [] } = file.draft ?? {}
  if (deployments === undefined) return []
  return [...chaos, ...limits].flatMap(({ spec, at }) => {
    const problem = deploymentProblem(spec.conditions, at, deployments)
    return problem === undefined ? [] : [file.complain(problem)]
  })
}
