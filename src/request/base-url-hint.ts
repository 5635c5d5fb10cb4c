import { asBuffer } from '../message/bytes.ts'
import { parsedObject } from '../json/parsed.ts'

/** A POST that reached no deployment. */
export interface StrayPost {
  /** Undecoded, without its query. */
  readonly path: string
  readonly body: Uint8Array
  /** `http://host`, and what stands before the line's own paths. */
  readonly at: string
  /** Where the line's deployments are: `/openai/openai/deployments`. */
  readonly deployments: string
  /** What an `?api-version=…` looks like where the line wants one. */
  readonly query: string
  /** What an OpenAI client takes as its base URL, for a deployment. */
  readonly openaiBase: (deployment: string) => string
  /** What an Azure client takes as its endpoint. */
  readonly azureEndpoint: string
}

/** Where a chat request should have gone that went somewhere else, and how the usual clients are told so. */
export function baseUrlHint(stray: StrayPost): string {
  const { at, deployments, query, openaiBase, azureEndpoint } = stray
  const deployment = deploymentOf(stray)
  const other = /\/(responses|assistants|threads)\b/.exec(stray.path)?.[1]
  const why = other === undefined ? '' : `only chat completions are emulated, not ${other}; `
  return (
    `${why}did you mean ${at}${deployments}/${deployment}/chat/completions${query}? ` +
    `The base URL of an OpenAI client is ${at}${openaiBase(deployment)}, the endpoint of an Azure client is ${at}${azureEndpoint}`
  )
}

/** The deployment that was probably meant: that of the path, else the model of the body. */
function deploymentOf({ path, body }: StrayPost): string {
  const inPath = /\/deployments\/([^/]+)/.exec(path)?.[1]
  if (inPath !== undefined && !OPERATION.test(inPath)) return inPath.slice(0, MOST_NAME)
  const model = modelOf(body)
  if (model === undefined) return 'gpt-4o'
  // Half a surrogate pair has no place in a URL.
  return encodeURIComponent(Buffer.from(model.replace(/^azure\//, '').slice(0, MOST_NAME)).toString())
}

const MOST_NAME = 200
const OPERATION = /^(chat|completions|embeddings|responses|models|audio|images)$/

/** The `model` of a body that names one. */
export function modelOf(body: Uint8Array): string | undefined {
  const model = parsedObject(asBuffer(body).toString('utf8'))?.['model']
  return typeof model === 'string' && model !== '' ? model : undefined
}
