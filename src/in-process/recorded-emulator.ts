import { USUAL_MATCH } from '../record/match-keys.ts'
import { matchProblem } from '../record/match.ts'
import { RECORD_MODES, startRecorder } from '../record/recorder.ts'
import type { Recorder } from '../record/recorder.ts'
import { ScenarioFolder } from '../record/scenario-folder.ts'
import { Redaction } from '../record/secrets.ts'
import { lifterFor, localOf } from '../record/start-recording.ts'
import type { Line } from '../start/front-ends.ts'
import { startEmulator } from '../start/start.ts'
import type { Running, StartOptions } from '../start/start.ts'
import { list } from '../shape/combine.ts'
import { map, undescribed } from '../shape/maps.ts'
import { valueOf } from '../shape/read-value.ts'
import { oneWordOf, text } from '../shape/scalars.ts'
import type { RecordInput } from './emulator-options.ts'

type Read = StartOptions & { readonly lines: readonly Line[] }

/** Starts an emulator with a recorder before it: clients ask the recorder. Throws a `TypeError` when `record` is wrong. */
export async function startRecorded(options: Read, record: RecordInput): Promise<Running> {
  const read = readRecord(record)
  if (options.tls !== undefined) throw new TypeError('tls must be left out where there is a record')
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

const recordShape = map(
  undescribed({
    target: text(),
    out: text({ filled: true }),
    mode: oneWordOf(RECORD_MODES),
    as: oneWordOf(['gateway', 'azure']),
    match: list(text()),
    redact: list(text()),
  }),
  { want: 'a map with a target' },
)

function readRecord(record: RecordInput) {
  const read = valueOf(record, recordShape, 'record', {}, 'record')
  const { target, out = './scenarios/recorded', mode = 'missing', as = 'gateway' } = read
  const { match = USUAL_MATCH, redact = [] } = read
  const isTarget = target === undefined ? mode === 'replay' : URL.canParse(target) && /^https?:/.test(target)
  if (!isTarget)
    throw new TypeError(
      `record.target must be a URL such as https://gateway.example, got ${JSON.stringify(target)}`,
    )
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
