import type { Diagnostic } from '../../shape/diagnostic.ts'
import type { ProgramParts } from '../../scenario/program.ts'
import type { SourceFile } from '../../scenario/source-file.ts'
import type { Rule } from '../../scenario/rule.ts'

/** What became of rules that were to be added while the program runs. */
export interface Added {
  readonly ok: boolean
  readonly diagnostics: readonly Diagnostic[]
  readonly names: readonly string[]
  /** Where its diagnostics say it stands. */
  readonly path: string
}

/** Whether a rule waits for this session and no other. */
export function isForSession(rule: Rule, session: string): boolean {
  return rule.conditions.some(
    (it) =>
      it.kind === 'is' &&
      it.subject.path === 'session' &&
      it.matcher.op === 'equals' &&
      String(it.matcher.value) === session,
  )
}

/** Rules that were added while the program runs, as texts in the language of scenario files. The newest go first. */
export class RuntimeRules {
  files: readonly SourceFile[] = []
  #count = 0

  /** The texts of another process, which has numbered so many. */
  restore(files: readonly SourceFile[], count: number): void {
    this.files = files
    this.#count = count
  }

  /** How many texts were numbered. */
  get count(): number {
    return this.#count
  }

  /** The texts with one more. */
  with(
    text: string,
    program?: ProgramParts,
  ): { readonly path: string; readonly files: readonly SourceFile[] } {
    const runtime = ++this.#count
    const path = `runtime-${runtime}`
    return { path, files: [...this.files, { path, text, runtime, program }] }
  }

  /** The texts with another one in the place of that of a path; where that is gone, with one more. */
  replacing(
    path: string,
    text: string,
    program?: ProgramParts,
  ): { readonly path: string; readonly files: readonly SourceFile[] } {
    if (!this.files.some((file) => file.path === path)) return this.with(text, program)
    return { path, files: this.files.map((file) => (file.path === path ? { ...file, text, program } : file)) }
  }

  /** The texts without some of their rules; a text without any is left out. */
  without(names: readonly string[], rules: ReadonlyMap<string, Rule>): readonly SourceFile[] {
    const left = [...rules.values()].filter(
      (rule) => rule.runtime !== undefined && !names.includes(rule.name),
    )
    return this.files.flatMap((file) => {
      if (!left.some((rule) => rule.file === file.path)) return []
      const gone = names.filter((name) => rules.get(name)?.file === file.path)
      return gone.length === 0 ? [file] : [{ ...file, without: new Set([...(file.without ?? []), ...gone]) }]
    })
  }
}
