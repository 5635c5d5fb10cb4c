import { canonicalJson } from '../json/canonical.ts'
import { missingKeys } from '../json/missing-keys.ts'
import type { JournalCall } from './entry.ts'
import { hideKeys, redactedHeaders } from './secrets.ts'

/** A call to the deployment as the journal shows it, with what the gateway took out of the client's body or changed in it. */
export function callView(call: JournalCall): object {
  const { upstream, rule, limited, hurried } = call
  return {
    scenario: rule ?? null,
    deployment: upstream.deployment,
    attempt: upstream.attempt,
    ...(limited === undefined ? {} : { limited: { by: limited.by, retry_after_ms: limited.retryAfterMs } }),
    ...(hurried === undefined
      ? {}
      : { hurried: { from_ms: Math.round(hurried.fromMs), to_ms: Math.round(hurried.toMs) } }),
    method: upstream.method,
    url: upstream.url,
    headers: redactedHeaders(upstream.headers),
    body: hideKeys(upstream.body),
    ...changesOnTheWay(call),
  }
}

/**
 * Top-level parameters of the client's body: those the deployment never saw, those it saw otherwise (with the keys inside
 * them that it never saw), and those it saw beside them.
 */
export function changesOnTheWay({ upstream, request }: JournalCall): {
  readonly dropped: readonly string[]
  readonly changed: readonly string[]
  readonly dropped_inside: readonly string[]
  readonly added: readonly string[]
} {
  const asked = request.body
  const got = upstream.value
  const has = (object: object, key: string) => Object.hasOwn(object, key)
  const changed = Object.keys(asked).filter(
    (key) => has(got, key) && canonicalJson(asked[key]) !== canonicalJson(got[key]),
  )
  return {
    dropped: Object.keys(asked).filter((key) => !has(got, key)),
    changed,
    dropped_inside: changed.flatMap((key) => missingKeys(asked[key], got[key], key)),
    added: Object.keys(got).filter((key) => !has(asked, key)),
  }
}
