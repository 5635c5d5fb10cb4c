import type { GatewayRequest } from '../../contracts/front-end.ts'
import type { WatchedHeaders } from '../../message/watched-headers.ts'

/** All of a request but its body, as far as the gateway looks at it. */
export class KnownHead {
  readonly #method: string
  readonly #target: string
  readonly #mount: string | undefined
  readonly #httpVersion: string
  /** Names and values by turns; undefined for a value that the gateway does not read. */
  readonly #raw: readonly (string | undefined)[]

  /** `read`: what the gateway read of this request's headers. */
  constructor({ method, target, mount, httpVersion, headers }: GatewayRequest, read: WatchedHeaders) {
    this.#method = method
    this.#target = target
    this.#mount = mount
    this.#httpVersion = httpVersion
    this.#raw = headers.raw.map((part, index, raw) => {
      const isRead = index % 2 === 0 || read.asked.has(raw[index - 1]!.toLowerCase())
      return isRead ? part : undefined
    })
  }

  /** Whether the gateway would read the same. */
  fits({ method, target, mount, httpVersion, headers }: GatewayRequest): boolean {
    if (target !== this.#target || method !== this.#method || mount !== this.#mount) return false
    if (httpVersion !== this.#httpVersion) return false
    if (headers.knownBy === this) return true
    if (!this.#hasHeaders(headers.raw)) return false
    headers.knownBy = this
    return true
  }

  #hasHeaders(raw: readonly string[]): boolean {
    const known = this.#raw
    if (raw.length !== known.length) return false
    for (let index = 0; index < known.length; index++) {
      const part = known[index]
      if (part !== undefined && part !== raw[index]) return false
    }
    return true
  }
}
