import { parseCurl } from '../../src/record/curl/curl-command.ts'
import { CurlProblem } from '../../src/record/curl/curl-problem.ts'
import { readBifrostConfig } from '../../src/disk/config/bifrost-config.ts'
import { isObject } from '../../src/json/json-object.ts'
import { patternTest } from '../../src/fake/pattern/checked-pattern.ts'
import { judge } from '../fake/judge.ts'
import type { FuzzInput } from './inputs.ts'
import { exchangeBytes, send, type Reply, type Target } from './target.ts'

const PATH = '/openai/openai/deployments/gpt-4o/chat/completions'
const BUG = /bug of the emulator/
/** The judge's patterns run in linear time as well: they are the input's. */
const LINEAR = Object.assign((source: string) => ({ test: patternTest(source), toString: () => source }), {
  code: 'LINEAR',
})

/** What is wrong with the way an input was taken; undefined when nothing is. */
export async function runInput(input: FuzzInput, target: Target): Promise<string | undefined> {
  switch (input.kind) {
    case 'raw': {
      const said = await exchangeBytes(target.gateway, input.bytes)
      if (BUG.test(said)) return 'a bug of the emulator'
      return said === '' || /^HTTP\/1\.[01] [1-5]\d\d /.test(said)
        ? undefined
        : `no HTTP: ${said.slice(0, 60)}`
    }
    case 'chat':
      return told(await send(target.gateway, PATH, { method: 'POST', body: input.body }))
    case 'schema':
      return schemaProblem(
        input.schema,
        await send(target.gateway, PATH, { method: 'POST', body: formatBody(input.schema) }),
      )
    case 'tool':
      return schemaProblem(
        input.schema,
        await send(target.gateway, PATH, { method: 'POST', body: toolBody(input.schema) }),
      )
    case 'scenario': {
      const { type, text } = input
      const reply = await send(target.control, '/_emulator/scenarios', { method: 'POST', type, body: text })
      await send(target.control, '/_emulator/scenarios', { method: 'DELETE' })
      return told(reply)
    }
    case 'control':
      return controlProblem(input, target)
    case 'config': {
      const { config, diagnostics } = readBifrostConfig(input.text, 'config.json')
      return config === undefined && diagnostics.length === 0 ? 'refused without a reason' : undefined
    }
    case 'curl':
      return curlProblem(input.text)
  }
}

async function controlProblem(
  { method, path, body }: FuzzInput & { kind: 'control' },
  { control }: Target,
): Promise<string | undefined> {
  // A feed of events has no end, and a name in a URL is no matter of ours.
  const target = `/_emulator/${encodeURI(path.replace(/[\ud800-\udfff]/g, '')).replaceAll('#', '')}`
  if (target.startsWith('/_emulator/events')) return undefined
  const reply = await send(control, target, { method, body: method === 'GET' ? undefined : body })
  await send(control, '/_emulator/chaos', { method: 'DELETE' })
  return told(reply)
}

/** A mistake of the sender's is a 4xx with a reason, a bug is a 500. */
function told({ status, text }: Reply): string | undefined {
  if (BUG.test(text)) return `a bug of the emulator: ${text.slice(0, 300)}`
  return status >= 400 && text.length === 0 ? `${status} without a reason` : undefined
}

/** What was made fits; what was not made has a reason, at a place that is in the schema. */
function schemaProblem(schema: unknown, { status, text }: Reply): string | undefined {
  const bug = told({ status, text })
  if (bug !== undefined) return bug
  // What the gateway itself cannot read, and what Azure refuses.
  if (status === 400 || status === 500) return undefined
  const body = JSON.parse(text) as { error?: { message?: string }; choices?: readonly Choice[] }
  if (status === 422) {
    const found = /^bifrost-emulator: no value can be made for the [^:]+: at (.+)$/s.exec(
      body.error?.message ?? '',
    )
    if (found === null) return `422 in other words: ${text.slice(0, 200)}`
    return isAbout(schema, found[1]!)
      ? undefined
      : `422 about a place that is not there: ${found[1]!.slice(0, 200)}`
  }
  const message = body.choices?.[0]?.message
  const said = message?.tool_calls?.[0]?.function.arguments ?? message?.content
  if (status !== 200 || said === undefined) return `${status}: ${text.slice(0, 200)}`
  try {
    return fits(schema, JSON.parse(said)) ? undefined : `does not fit: ${said.slice(0, 300)}`
  } catch {
    // The judge cannot read the schema at all.
    return undefined
  }
}

/** To ajv no object equals another where both have an object under `constructor`: under another name they are what they are. */
export function fits(schema: unknown, value: unknown): boolean {
  return judge(schema, LINEAR)(value) || judge(renamed(schema), LINEAR)(renamed(value))
}

function renamed(json: unknown): unknown {
  return JSON.parse(JSON.stringify(json).replaceAll('"constructor":', '"maker":'))
}

interface Choice {
  readonly message: {
    readonly content?: string
    readonly tool_calls?: readonly { readonly function: { readonly arguments: string } }[]
  }
}

/** `/a/b: the reason`; a key may hold a colon too. */
function isAbout(schema: unknown, words: string): boolean {
  const ends = [...words.matchAll(/: /g)].map(({ index }) => words.slice(0, index))
  return ends.some((path) => path === '/' || pointsInto(schema, path))
}

function pointsInto(schema: unknown, path: string): boolean {
  let node = schema
  for (const step of path.split('/').slice(1)) {
    const key = step.replaceAll('~1', '/').replaceAll('~0', '~')
    if (!(isObject(node) || Array.isArray(node)) || !Object.hasOwn(node, key)) return false
    node = (node as Record<string, unknown>)[key]
  }
  return true
}

function formatBody(schema: unknown): string {
  const format = { type: 'json_schema', json_schema: { name: 'a', schema } }
  return JSON.stringify({ messages: [{ role: 'user', content: 'x' }], response_format: format })
}

function toolBody(parameters: unknown): string {
  const tools = [{ type: 'function', function: { name: 'f', parameters } }]
  return JSON.stringify({ messages: [{ role: 'user', content: 'x' }], tools, tool_choice: 'required' })
}

function curlProblem(text: string): string | undefined {
  try {
    parseCurl(text)
    return undefined
  } catch (error) {
    return error instanceof CurlProblem ? undefined : String(error)
  }
}
