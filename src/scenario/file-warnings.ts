import type { Diagnostic } from '../shape/diagnostic.ts'
import { orderWarnings } from './order-warnings.ts'
import type { FileResult, LooseRule } from './read-file.ts'
import { ruleWarnings } from './rule-warnings.ts'
import type { WarningOptions } from './rule-warnings.ts'

/** What is probably not meant in single files: looked for once, where neither the file nor what is around it changes. In small steps. */
export function* fileWarnings(
  files: ReadonlyMap<FileResult, readonly LooseRule[]>,
  { deployments, patienceMs }: WarningOptions,
): Generator<void, readonly Diagnostic[]> {
  const around = JSON.stringify({ deployments, patienceMs })
  const warnings: Diagnostic[] = []
  for (const [file, rules] of files) {
    let known = found.get(file)
    if (known?.rules !== rules || known.around !== around) {
      const ofRules = yield* ruleWarnings(file, rules, { deployments, patienceMs })
      known = { rules, around, warnings: [...ofRules, ...orderWarnings(file, deployments)] }
      found.set(file, known)
      yield
    }
    for (const warning of known.warnings) warnings.push(warning)
  }
  return warnings
}

interface Known {
  readonly rules: readonly LooseRule[]
  readonly around: string
  readonly warnings: readonly Diagnostic[]
}

const found = new WeakMap<FileResult, Known>()
