import { USUAL_MATCH } from '../record/match-keys.ts'
import { matchProblem } from '../record/match.ts'
import { RECORD_MODES, startRecorder } from '../record/recorder.ts'
import type { Recorder, RecordMode } from '../record/recorder.ts'
import { ScenarioFolder } from '../record/scenario-folder.ts'
import { Redaction } from '../record/secrets.ts'
import { lifterFor, localOf } from '../record/start-recording.ts'
import type { Line } from '../start/front-ends.ts'
import { startEmulator } from '../start/start.ts'
import type { Running, StartOptions } from '../start/start.ts'
import { check, checkNames } from './emulator-options.ts'
import type { RecordInput } from './emulator-options.ts'

type Read = StartOptions & { readonly lines: readonly Line[] }

/** Starts an emulator with a recorder before it: clients ask the recorder. Throws a `TypeError` when `record` is wrong. */
export async function startRecorded(options: Read, record: RecordInput): Promise<Running> {
  const read = readRecord(record)
  check('tls', options.tls, options.tls === undefined, 'left out where there is a record')
  await ScenarioFolder.open(read.folder)
  const { lines, bifrostConfig } = options
  const running = await startEmulator({
    ...options,
    scenarios: [...options.scenarios, read.folder],
    strict: true,
    emulatorHeaders: 'always',
    allowEmpty: true,
    port: 0,
  })
  try {
    const lifter = await lifterFor(read.as, lines, bifrostConfig)
    const recorder = await startRecorder({
      ...read,
      lifter,
      local: localOf(running),
      host: options.host,
      port: options.port,
    })
    return behind(recorder, running)
  } catch (error) {
    await running.close()
    throw error
  }
}

/** The emulator as it is reached through the recorder. */
function behind(recorder: Recorder, running: Running): Running {
  const { fetches } = running
  return {
    ...running,
    url: recorder.url,
    fetches: {
      answer: (request, session) => {
        const { pathname, search } = new URL(request.url)
        const passed = new Request(new URL(pathname + search, recorder.url), request)
        if (session !== undefined && session !== '') passed.headers.set('x-emulator-session', session)
        return fetch(passed)
      },
      get isClosed() {
        return fetches.isClosed
      },
    },
    close: async (drainMs) => {
      await recorder.close()
      await running.close(drainMs)
    },
  }
}

const NAMES = [
  'target',
  'out',
  'mode',
  'as',
  'match',
  'redact',
] as const satisfies readonly (keyof RecordInput)[]

function readRecord(record: RecordInput) {
  check('record', record, typeof record === 'object' && record !== null, 'a map with a target')
  checkNames(record, NAMES, 'record.')
  const { target, out = './scenarios/recorded', as = 'gateway', match = USUAL_MATCH, redact = [] } = record
  const mode: RecordMode = record.mode ?? 'missing'
  check('record.mode', mode, RECORD_MODES.includes(mode), RECORD_MODES.join(', '))
  check('record.as', as, as === 'gateway' || as === 'azure', 'gateway or azure')
  check('record.out', out, typeof out === 'string' && out !== '', 'the name of a folder')
  const isTarget = target === undefined ? mode === 'replay' : URL.canParse(target) && /^https?:/.test(target)
  check('record.target', target, isTarget, 'a URL such as https://gateway.example')
  for (const key of match) {
    const problem = matchProblem(key)
    if (problem !== undefined) throw new TypeError(`record.match: ${problem}`)
  }
  return {
    target: new URL(target ?? 'http://127.0.0.1:9'),
    folder: out,
    mode,
    as,
    match,
    redaction: redactionOf(redact),
  }
}

function redactionOf(patterns: readonly string[]): Redaction {
  try {
    return new Redaction(patterns)
  } catch (error) {
    throw new TypeError(`record.redact: ${(error as Error).message}`, { cause: error })
  }
}
