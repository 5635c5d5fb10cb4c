import type { UpstreamCall } from './capture.ts'

export interface SawOptions {
  /**
   * Takes equal calls that follow each other for one: where a connection breaks before the first byte the real
   * gateway's HTTP client sends the call twice, which is no matter of the gateway.
   */
  readonly collapseRepeats?: boolean
}

/**
 * How the calls that reached the pretend Azure differ from the recorded ones: one sentence each, none when they agree.
 * The order of headers and `host` do not count; `content-length` must fit the body.
 */
export function compareUpstreamSaw(
  expected: readonly UpstreamCall[],
  actual: readonly UpstreamCall[],
  options: SawOptions = {},
): readonly string[] {
  const want = prepare(expected, options)
  const got = prepare(actual, options)
  if (want.length !== got.length) return [`${want.length} calls expected, ${got.length} made`]
  return want.flatMap((call, index) => compareCall(call, got[index]!, index + 1))
}

type Compared = 'deployment' | 'method' | 'url' | 'headers' | 'body'
type PreparedCall = Readonly<Record<Compared, string>>

function prepare(calls: readonly UpstreamCall[], options: SawOptions): readonly PreparedCall[] {
  const prepared = calls.map(prepareCall)
  if (options.collapseRepeats !== true) return prepared
  return prepared.filter(
    (call, index) => index === 0 || JSON.stringify(call) !== JSON.stringify(prepared[index - 1]),
  )
}

function prepareCall({ deployment, method, url, headers, body }: UpstreamCall): PreparedCall {
  const lines = headers
    .map(([name, value]) => [name.toLowerCase(), value] as const)
    .filter(([name]) => name !== 'host')
    .map(([name, value]) => `${name}: ${name === 'content-length' ? maskLength(value, body) : value}`)
  return { deployment, method, url, headers: lines.sort().join('\n'), body }
}

function maskLength(value: string, body: string): string {
  const length = Buffer.byteLength(body)
  return Number(value) === length ? '<fits>' : `${value}, but the body has ${length}`
}

function compareCall(want: PreparedCall, got: PreparedCall, number: number): readonly string[] {
  return (Object.keys(want) as Compared[])
    .filter((key) => want[key] !== got[key])
    .map(
      (key) => `call ${number}: ${key} ${JSON.stringify(got[key])} instead of ${JSON.stringify(want[key])}`,
    )
}
