import type { Capture, CapturedUpstream } from './capture.ts'

type JsonObject = { [key: string]: unknown }

/** A scenario file, as the value that its YAML or JSON gives. */
export interface ScenarioFile {
  readonly scenarios: readonly JsonObject[]
}

/** How the recorder's words are called in a scenario file; the other words are the same in both. */
const renamed: Readonly<Record<string, string>> = {
  status: 'status',
  headers: 'headers',
  body: 'body',
  raw: 'text',
  sse: 'events',
  wire: 'wire',
  fault: 'connection',
  delay: 'delay_ms',
  gap: 'gap_ms',
  done: 'done',
  coding: 'coding',
}

/** Content codings, by the names that stand in the recordings: some are those of Node's functions. */
const codings: Readonly<Record<string, string>> = {
  gzip: 'gzip',
  gzipSync: 'gzip',
  brotliCompressSync: 'br',
}

/** Milliseconds between two events of a stream where a capture does not say. */
const recordedGap = 3

/**
 * The scenario file that makes the pretend deployments answer as the recorded ones did: one rule for the capture's own
 * deployment, one for each of its `others`.
 */
export function toUpstreamScenario(capture: Capture): ScenarioFile {
  const others = Object.entries(capture.others).map(([suffix, upstream]) =>
    rule(`${capture.name}-${suffix}`, upstream),
  )
  return { scenarios: [ownRule(capture), ...others] }
}

function ownRule(capture: Capture): JsonObject {
  if (capture.config === 'refused') return answering(capture.name, { connection: 'refused' })
  return rule(deploymentOf(capture), capture.upstream)
}

/** The id as it stands in the path, which the gateway does not decode. */
function deploymentOf(capture: Capture): string {
  if ('wire' in capture.request) return capture.name
  const id = /\/deployments\/([^/?]+)\/chat\/completions/.exec(capture.request.url)?.[1]
  return id ?? capture.name
}

function rule(deployment: string, upstream: CapturedUpstream): JsonObject {
  const { failFirst = 0, failWith, ...main } = upstream
  if (failFirst === 0 || failWith === undefined) return answering(deployment, toScenario(main))
  const failures = Array.from({ length: failFirst }, () => ({ upstream: toScenario(failWith) }))
  // oxlint-disable-next-line unicorn/no-thenable -- the scenario language calls it so
  return { when: { deployment }, replies: [...failures, { upstream: toScenario(main) }], then: 'last' }
}

function answering(deployment: string, upstream: JsonObject): JsonObject {
  return { when: { deployment }, upstream }
}

function toScenario(upstream: CapturedUpstream): JsonObject {
  const gap = upstream.sse !== undefined && upstream.gap === undefined ? { gap: recordedGap } : {}
  const pairs = Object.entries({ ...upstream, ...gap }).map(([key, value]) => {
    const name = renamed[key]
    if (name === undefined) throw new Error(`a scenario file has no word for "${key}"`)
    return [name, name === 'coding' ? codingOf(value) : textOf(value)]
  })
  return Object.fromEntries(pairs) as JsonObject
}

function codingOf(value: unknown): string {
  const coding = codings[String(value)]
  if (coding === undefined) throw new Error(`a scenario file has no coding "${String(value)}"`)
  return coding
}

function textOf(value: unknown): unknown {
  return value instanceof Uint8Array ? { $base64: Buffer.from(value).toString('base64') } : value
}
