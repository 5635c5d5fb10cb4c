import type { Probe } from './match/probe.ts'
import type { Outcome } from './outcome.ts'
import type { TemplateScope } from './template/scope.ts'

/** A function of a program as a condition. Throws `ProgramFailure`. */
export type ProgramTest = (probe: Probe) => boolean

/** A function of a program that makes an answer. Throws `ProgramFailure`. */
export type ProgramAnswer = (scope: TemplateScope) => Outcome

/** What a program adds to a rule and no file can hold. */
export interface ProgramParts {
  /** Must hold beside the other conditions. */
  readonly test?: { readonly run: ProgramTest; readonly words: string } | undefined
  /** By the number of the outcome that each takes the place of, from 0. */
  readonly answers: ReadonlyMap<number, ProgramAnswer>
}

/** A function of a program failed, or gave something that is no answer. The message is for the user. */
export class ProgramFailure extends Error {}
