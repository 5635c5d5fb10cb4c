import { azureFront } from '../azure/azure-front.ts'
import type { Resource } from '../azure/resource.ts'
import { docsFront } from '../documented-api/docs-front.ts'
import type { LineMaker } from '../exchange/emulator.ts'
import type { GatewayConfig } from '../gateway/config/config.ts'
import type { AzureKey } from '../gateway/config/provider-config.ts'
import { gatewayFront } from '../gateway/front.ts'
import type { GatewayProfile } from '../gateway/profiles/profile.ts'
import { withStreamChanges } from '../gateway/profiles/stream-changes.ts'
import type { StreamChanges } from '../gateway/profiles/stream-changes.ts'
import { DEFAULT_LINE, gatewayLine, gatewayLines } from '../gateway/releases.ts'
import { suggest } from '../shape/shape.ts'
import { pageSchemas } from './page-schemas.ts'

/** Somebody that a client may talk to, by the name that `--gateway` takes. */
export interface Line {
  readonly name: string
  /** One line for people. */
  readonly about: string
  /** Where its deployments are. */
  readonly base: '/openai/openai' | '/openai'
  /** What the openai package takes as `baseURL`, for the deployment gpt-4o. */
  readonly clientBase: string
  readonly make: LineMaker
}

export interface ChosenLines {
  /** As they were named, each once. */
  readonly lines: readonly Line[]
  /** Where another release than the one asked for was taken: a sentence that says so. */
  readonly notices: readonly string[]
}

/** Reads what `--gateway` says: one name, or several with commas between; `unknown` is a name that is none. `changes`: to the releases among them. */
export function chosenLines(
  text: string,
  changes: StreamChanges = {},
): ChosenLines | { readonly unknown: string } {
  const lines = new Map<string, Line>()
  const notices: string[] = []
  for (const name of text.split(',').map((part) => part.trim())) {
    const special = SPECIAL.find((line) => line.name === name)
    const release = special === undefined ? gatewayLine(name) : undefined
    const line =
      special ??
      (release === undefined ? undefined : releaseLine(withStreamChanges(release.profile, changes)))
    if (line === undefined) return { unknown: name }
    if (release?.notice !== undefined) notices.push(release.notice)
    lines.set(line.name, line)
  }
  return { lines: [...lines.values()], notices }
}

/** Why a name is no line, with the nearest that is. */
export function nameProblem(name: string): string {
  const names = allLines().map((line) => line.name)
  return `${JSON.stringify(name)} is no version of the gateway and no other line; ${suggest(name, names)}`
}

/** Every line there is, the releases first. */
export function allLines(): readonly Line[] {
  return [...gatewayLines.map((profile) => releaseLine(profile)), ...SPECIAL]
}

function releaseLine(profile: GatewayProfile): Line {
  return {
    name: profile.line,
    about: `the gateway as ${EVIDENCE[profile.evidence]}${profile.line === DEFAULT_LINE ? ' (default)' : ''}`,
    base: '/openai/openai',
    clientBase: GATEWAY_CLIENT_BASE,
    make: (config, state) => gatewayFront({ config, profile }, state),
  }
}

const EVIDENCE = {
  recorded: 'recorded',
  read: 'read from source and release notes, not recorded',
} as const

const GATEWAY_CLIENT_BASE = '/openai/openai/deployments/gpt-4o'

/** Who is no release of the gateway. */
export const SPECIAL: readonly Line[] = [
  {
    name: 'docs',
    about: "the gateway's documentation page to the letter: documented keys, statuses and shapes alone",
    base: '/openai/openai',
    clientBase: GATEWAY_CLIENT_BASE,
    make: (config, state) =>
      docsFront(gatewayFront({ config, profile: gatewayLine(DEFAULT_LINE)!.profile }, state), pageSchemas()),
  },
  {
    name: 'azure',
    about: 'Azure OpenAI itself, no gateway before it; also the endpoint of a real gateway',
    base: '/openai',
    clientBase: '/openai/v1',
    make: (config) => azureFront(resourceOf(config)),
  },
]

/** A key for every model, without a map of deployments: what no alias names is asked for under its own name. */
function isOpen({ models, azure }: AzureKey): boolean {
  return models !== 'any' && models.includes('*') && azure?.deployments === undefined
}

/** The resource that a gateway's configuration describes, as far as it does: the deployments and keys of its provider azure. */
function resourceOf(config: GatewayConfig): Resource {
  const keys = config.providers.get('azure')?.keys ?? []
  const deployments = new Map<string, string>()
  for (const { azure, aliases } of keys) {
    for (const [model, alias] of aliases) deployments.set(model, alias.model_id)
    if (azure?.deployments === 'any') return { deployments: 'any', keys: 'any', ignored: config.ignored }
    for (const [model, deployment] of azure?.deployments ?? []) deployments.set(model, deployment)
  }
  // A value such as env.AZURE_KEY is not the key, but says where it is.
  const values = keys.map((key) => key.value)
  const told = values.length > 0 && values.every((value) => value !== '' && !value.startsWith('env.'))
  return {
    deployments: deployments.size === 0 || keys.some(isOpen) ? 'any' : deployments,
    keys: told ? new Set(values) : 'any',
    ignored: config.ignored,
  }
}
