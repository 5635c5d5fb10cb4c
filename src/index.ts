export { createEmulator } from './in-process/create-emulator.ts'
export type { RunningEmulator } from './in-process/create-emulator.ts'
export type { EmulatorClock, WaitFirst } from './in-process/emulator-clock.ts'
export type { EmulatorOptions } from './in-process/emulator-options.ts'
export type { EmulatorScope, EmulatorSession } from './in-process/emulator-session.ts'
export type { CheckInput, StepInput, WantedInput } from './in-process/check-input.ts'
export type { EmulatorEnv } from './in-process/client-env.ts'
export type { JournalAnswer, JournalExchange } from './in-process/journal-exchange.ts'
export type {
  ProgramScenario,
  ReplyContext,
  ReplyFunction,
  RequestContext,
  RequestTest,
} from './in-process/program-functions.ts'
export type { ExpectedCount, Received } from './in-process/received.ts'
export type { AddedRule, RuleSettings, RuleStart } from './in-process/rule-builder.ts'
export type * from './in-process/scenario-types.ts'
export { WrongScenario } from './in-process/wrong-scenario.ts'
export type { JournalView } from './journal/view.ts'
export type { VerdictOptions } from './verdict/rule.ts'
export type { Verdict } from './verdict/verdict.ts'
export type { Verification } from './verify/verify.ts'
export { CannotStart, WrongFiles } from './start/failures.ts'
