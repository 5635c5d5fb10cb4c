import { loadGatewayConfig } from '../start/gateway-config.ts'
import { DEFAULT_LINE, gatewayLine, gatewayLines } from '../gateway/releases.ts'
import { allLines, chosenLines } from '../start/front-ends.ts'
import type { Line } from '../start/front-ends.ts'
import { startEmulator } from '../start/start.ts'
import type { Running, StartOptions } from '../start/start.ts'
import { Lifter } from './lift/lifter.ts'
import { startRecorder } from './recorder.ts'
import type { Recorder, RecorderOptions } from './recorder.ts'
import { ScenarioFolder } from './scenario-folder.ts'

export interface RecordingOptions extends Omit<RecorderOptions, 'local' | 'lifter'> {
  /** Which release the target is, as `--gateway` says it; the known ones are tried where nobody knows. */
  readonly gateway?: string | undefined
  /** The target's own `config.json`. */
  readonly bifrostConfig?: string | undefined
}

/** A recorder, with an emulator beside it where its mode needs one. */
export interface Recording extends Recorder {
  /** The releases that make the recorded answers of what Azure said; empty where answers are kept word for word. */
  readonly lines: () => readonly string[]
}

/** Starts a recorder by itself, with an emulator that answers from the folder in the modes that want one. */
export async function startRecording(options: RecordingOptions): Promise<Recording> {
  const { mode, as, gateway, bifrostConfig, folder } = options
  const name = gateway ?? (as === 'azure' ? 'azure' : mode === 'record' ? undefined : DEFAULT_LINE)
  const lines = name === undefined ? allLines() : linesOf(name)
  const running =
    mode === 'record' ? undefined : await startEmulator(await emulatorOptions(folder, lines, bifrostConfig))
  const lifter = await lifterFor(as, lines, bifrostConfig)
  try {
    const local = running === undefined ? undefined : localOf(running)
    const recorder = await startRecorder({ ...options, local, lifter })
    const close = async () => {
      await recorder.close()
      await running?.close()
    }
    return { url: recorder.url, lines: () => lifter?.lines ?? [], close }
  } catch (error) {
    await running?.close()
    throw error
  }
}

/** An emulator as a recorder asks it. */
export function localOf(running: Running): NonNullable<RecorderOptions['local']> {
  return {
    url: running.url,
    hasMissed: (id) => running.emulator.journal.find(id)?.calls.at(-1)?.by === 'unmatched',
    reload: () => running.library.reload(),
  }
}

/** What lifts the answers of a gateway; nothing does for Azure's own, nor where no release of the gateway is among the lines. */
export async function lifterFor(
  as: RecorderOptions['as'],
  lines: readonly Line[],
  bifrostConfig: string | undefined,
): Promise<Lifter | undefined> {
  const releases = lines.filter(({ name }) => gatewayLines.some(({ line }) => line === name))
  if (as === 'azure' || releases.length === 0) return undefined
  const { config } = await loadGatewayConfig({ bifrostConfig })
  return new Lifter(releases, config)
}

function linesOf(name: string): readonly Line[] {
  const chosen = chosenLines(name)
  if ('unknown' in chosen) throw new TypeError(`no line ${chosen.unknown}`)
  return chosen.lines
}

async function emulatorOptions(
  folder: string,
  lines: readonly Line[],
  bifrostConfig: string | undefined,
): Promise<StartOptions> {
  await ScenarioFolder.open(folder)
  return {
    scenarios: [folder],
    profile: gatewayLine(DEFAULT_LINE)!.profile,
    lines,
    bifrostConfig,
    seed: 0,
    fixedTime: false,
    speed: 1,
    strict: true,
    tokenizer: 'estimate',
    locale: 'en',
    emulatorHeaders: 'always',
    host: '127.0.0.1',
    port: 0,
    watch: false,
    allowEmpty: true,
  }
}
