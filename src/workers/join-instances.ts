import { packageVersion } from '../start/package-files.ts'
import { CannotStart } from '../start/failures.ts'
import type { StartOptions } from '../start/start.ts'
import { SharedLog, StoreUnreachable } from '../store/shared-log.ts'
import { Instances } from './instances.ts'
import type { StoreOptions } from './instances.ts'

/** This instance, before it takes part. */
export interface Joined {
  readonly instances: Instances
  /** When the emulator's clock began, ms since 1970. */
  readonly start: number
}

/**
 * Finds the instances of a store. Throws `CannotStart` where the store cannot be reached, and where the instances there have
 * other settings: the same changes would make another state of them.
 */
export async function joinInstances(store: StoreOptions, options: StartOptions): Promise<Joined> {
  const settings = settingsOf(options)
  try {
    const log = await SharedLog.connect(store, store.prefix)
    const hello = await log.hello(Date.now(), JSON.stringify(settings))
    const problem = difference(store, settings, JSON.parse(hello.settings) as Settings)
    if (problem === undefined) return { instances: new Instances(store, log, options), start: hello.start }
    log.close()
    throw new CannotStart(problem)
  } catch (error) {
    throw error instanceof StoreUnreachable ? new CannotStart(error.message) : error
  }
}

type Settings = Readonly<Record<string, unknown>>

/** What all instances must have alike. */
function settingsOf(options: StartOptions): Settings {
  const { seed, fixedTime, strict, locale, tokenizer, clock = 'wall' } = options
  const { speed, sessionIdleMs, session, lines } = options
  const gateway = lines?.map(({ name }) => name).join(',')
  const version = packageVersion()
  return {
    version,
    gateway,
    seed,
    fixedTime,
    strict,
    locale,
    tokenizer,
    clock,
    speed,
    sessionIdleMs,
    session,
  }
}

/** `theirs`: as they stand in the store; undefined values are left out there. */
function difference({ shown, prefix }: StoreOptions, own: Settings, theirs: Settings): string | undefined {
  const shownOf = (settings: Settings, name: string) => JSON.stringify(settings[name])
  const names = Object.keys(own).filter((name) => shownOf(own, name) !== shownOf(theirs, name))
  if (names.length === 0) return undefined
  const list = names.map((name) => `${name} ${shownOf(theirs, name)}, not ${shownOf(own, name)}`)
  return `the emulator ${JSON.stringify(prefix)} in the store ${shown} has ${list.join('; ')}: start all instances alike, or give this one another --store-name`
}
