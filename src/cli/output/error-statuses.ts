import { Emulator } from '../../exchange/emulator.ts'
import { errorCatalogue } from '../../errors/catalogue.ts'
import type { ErrorEntry } from '../../errors/error-spec.ts'
import { defaultGatewayConfig } from '../../gateway/config/config.ts'
import { DEFAULT_LINE, gatewayLine } from '../../gateway/releases.ts'
import { ESTIMATE } from '../../provider/tokens/estimate.ts'
import { HeaderMap } from '../../message/header-map.ts'
import { buildBook } from '../../scenario/build-book.ts'
import type { Line } from '../../start/front-ends.ts'
import { emulatorSettings } from '../../start/start.ts'

/** An error of the catalogue as the clients of one line meet it. */
export interface MetError extends ErrorEntry {
  /** In the place of a whole answer, and of a stream; `none`: the connection ends without an answer. */
  readonly statuses: { readonly whole: number | 'none'; readonly stream: number | 'none' }
}

/** Every error, played on this line. */
export function metErrors(line: Line): readonly MetError[] {
  const play = playing(line)
  return errorCatalogue().map((entry) => ({
    ...entry,
    statuses: { whole: play(entry.name, false), stream: play(entry.name, true) },
  }))
}

/** One error, played on this line; undefined: there is none of this name. */
export function metError(name: string, line: Line): MetError | undefined {
  const entry = errorCatalogue().find((it) => it.name === name)
  if (entry === undefined) return undefined
  const play = playing(line)
  return { ...entry, statuses: { whole: play(name, false), stream: play(name, true) } }
}

const MOMENT = { at: 1_735_689_600_000, date: 'Wed, 01 Jan 2025 00:00:00 GMT' }

function playing({ base, make }: Line): (error: string, stream: boolean) => number | 'none' {
  const { book } = buildBook([])
  const profile = gatewayLine(DEFAULT_LINE)!.profile
  const plain = { profile, seed: 0, fixedTime: true, strict: false, locale: 'en', emulatorHeaders: false }
  const settings = emulatorSettings(plain, defaultGatewayConfig(), ESTIMATE)
  const emulator = new Emulator({ ...settings, lines: [make] }, book!)
  return (error, stream) => {
    const { plan } = emulator.exchange(
      {
        method: 'POST',
        target: `${base}/deployments/gpt-4o/chat/completions?api-version=2024-10-21`,
        headers: new HeaderMap([
          ['host', 'localhost'],
          ['content-type', 'application/json'],
          ['api-key', 'any'],
          ['x-emulator-error', error],
        ]),
        body: Buffer.from(JSON.stringify({ messages: [{ role: 'user', content: 'Hello!' }], stream })),
        httpVersion: '1.1',
      },
      MOMENT,
    )
    const head = plan.events.find((event) => event.kind === 'head')
    return head?.status ?? 'none'
  }
}
