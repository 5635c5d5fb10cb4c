import type { UpstreamCall } from './capture.ts'

/**
 * How the calls that reached the pretend Azure differ from the recorded ones: one sentence each, none when they agree.
 * The order of headers and `host` do not count; `content-length` must fit the body.
 */
export function compareUpstreamSaw(
  expected: readonly UpstreamCall[],
  actual: readonly UpstreamCall[],
): readonly string[] {
  const kept = expected.filter((call, index) => !wasLost(call, expected[index + 1]))
  // A lost call used up the one repeat that the client makes by itself.
  const want = (kept.length === actual.length ? kept : expected).map(prepareCall)
  const got = actual.map(prepareCall)
  if (want.length !== got.length) return [`${want.length} calls expected, ${got.length} made`]
  return want.flatMap((call, index) => compareCall(call, got[index]!, index + 1))
}

type Compared = 'deployment' | 'method' | 'url' | 'headers' | 'body'
type PreparedCall = Readonly<Record<Compared, string>>

/**
 * The recorder kept connections from one exchange to the next. A call that came on one which the exchange before had
 * broken was never answered, and was sent again on a new one: that is no matter of this exchange.
 */
function wasLost({ wrote }: UpstreamCall, next: UpstreamCall | undefined): boolean {
  return wrote === 0 && next !== undefined && next.wrote !== 0
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
