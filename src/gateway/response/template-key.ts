import type { CallContext } from '../core/call-context.ts'
import type { Usage } from '../stream/stream-usage.ts'

/** Adds to a key what an answer says of the call it belongs to. */
export function addContext(key: unknown[], context: CallContext): void {
  const { provider, model, stream, deployment, alias, primary } = context
  key.push(provider, model, stream, deployment, context.key, alias)
  key.push(primary?.provider, primary?.model, primary?.fallback)
}

/** Adds to a key what usage says beside the counts of the prompt and of all tokens. */
export function addUsage(key: unknown[], usage: Usage | undefined): void {
  for (const name in usage) {
    if (name === 'prompt_tokens' || name === 'total_tokens') continue
    const value = usage[name]
    key.push(name)
    if (typeof value !== 'object' || value === null) key.push(value)
    else addMembers(key, value as Readonly<Record<string, unknown>>)
  }
}

function addMembers(key: unknown[], object: Readonly<Record<string, unknown>>): void {
  for (const name in object) {
    const value = object[name]
    key.push(name, typeof value === 'object' ? JSON.stringify(value) : value)
  }
}
