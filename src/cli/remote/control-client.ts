import { isObject } from '../../json/json-object.ts'
import { parsed } from '../../json/parsed.ts'
import { CannotStart } from '../../start/failures.ts'
import { UsageError } from '../failure.ts'
import { runningPlaces } from './running-file.ts'

/** What every command for a running emulator takes. */
export interface RemoteArguments {
  readonly url?: string
  readonly token?: string
  readonly json?: boolean
}

export interface ControlAnswer {
  readonly status: number
  readonly text: string
  /** The body; undefined where it is no JSON. */
  readonly value: unknown
}

const USUAL_URL = 'http://127.0.0.1:8080'

/** Talks to the control routes of a running emulator: that of `--url`, else the one that was started last. */
export class ControlClient {
  readonly #bases: readonly string[]
  readonly #isGiven: boolean
  readonly #headers: Readonly<Record<string, string>>

  /** Throws `UsageError` for a URL that is none. */
  constructor({ url, token }: RemoteArguments) {
    if (url !== undefined && (!URL.canParse(url) || !/^https?:/.test(url)))
      throw new UsageError(`--url must be such as ${USUAL_URL}, got ${JSON.stringify(url)}`)
    this.#isGiven = url !== undefined
    this.#bases =
      url === undefined ? [...new Set([...runningPlaces().map((it) => it.url), USUAL_URL])] : [url]
    this.#headers = token === undefined ? {} : { authorization: `Bearer ${token}` }
  }

  /**
   * Asks a control route: `journal?limit=10`. `also`: statuses that are answers beside those of success. Throws `CannotStart`
   * when nobody answers, and `UsageError` in the emulator's words when it refuses.
   */
  async ask(
    method: string,
    route: string,
    body?: unknown,
    also: readonly number[] = [],
  ): Promise<ControlAnswer> {
    const response = await this.open(method, route, body)
    const text = await response.text()
    const value = parsed(text)
    const { status } = response
    if (response.ok || also.includes(status)) return { status, text, value }
    throw refusal(new URL(response.url).origin, status, value)
  }

  /** The response as it comes, for routes without an end. Throws `CannotStart` when nobody answers. */
  async open(method: string, route: string, body?: unknown): Promise<Response> {
    const init = {
      method,
      headers: { ...this.#headers, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    }
    let failure: unknown
    for (const base of this.#bases) {
      try {
        return await fetch(new URL(`/_emulator/${route}`, base), init)
      } catch (error) {
        failure = error
      }
    }
    throw new CannotStart(this.#nobody(failure))
  }

  #nobody(failure: unknown): string {
    const [first] = this.#bases
    const { cause } = failure as { cause?: { code?: string; message?: string } }
    if (/CERT|SIGNED|ISSUER/.test(cause?.code ?? ''))
      return `${first} has a certificate that is not trusted (${cause?.message}); NODE_EXTRA_CA_CERTS=cert.pem trusts it`
    if (this.#isGiven)
      return `nothing answers at ${new URL(first!).origin}: start the emulator, or tell its --url`
    return `no emulator of yours runs, and nothing answers at ${USUAL_URL}: start one with bifrost-emulator, or tell its --url`
  }
}

function refusal(origin: string, status: number, value: unknown): Error {
  const said = isObject(value) ? value['error'] : undefined
  if (typeof said !== 'string') return new CannotStart(`${origin} is no emulator: it answers ${status}`)
  return new UsageError(status === 401 ? `${said}; give it as --token` : said)
}

/** A query of what is given: `?session=a`, '' of nothing. */
export function queryText(given: Readonly<Record<string, string | number | undefined>>): string {
  const query = new URLSearchParams()
  for (const [key, value] of Object.entries(given)) if (value !== undefined) query.set(key, String(value))
  return query.size === 0 ? '' : `?${query}`
}
