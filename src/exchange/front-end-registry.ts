import { splitTarget } from '../message/target.ts'
import { gatewayLine } from '../gateway/releases.ts'
import type { FrontEnd, GatewayRequest } from '../contracts/front-end.ts'
import type { HeaderMap } from '../message/header-map.ts'

/** Which line answers a request, and the request without the prefix that chose it. */
export interface ChosenLine {
  readonly front: FrontEnd
  readonly request: GatewayRequest
}

/**
 * The lines that one emulator serves. Where there are several, each has its paths under `/LINE/`; the first one has the
 * plain paths too.
 */
export class Lines {
  readonly all: readonly FrontEnd[]
  readonly first: FrontEnd
  readonly names: readonly string[]
  /** What is refused before it is known which line is meant: the largest that any line takes. */
  readonly limits: FrontEnd['limits']

  /** At least one. */
  constructor(fronts: readonly FrontEnd[]) {
    const [first] = fronts
    if (first === undefined) throw new Error('an emulator needs a line to be')
    this.all = fronts
    this.first = first
    this.names = fronts.map((front) => front.line)
    this.limits = {
      maxHeadBytes: Math.max(...fronts.map((front) => front.limits.maxHeadBytes)),
      maxBodyBytes: Math.max(...fronts.map((front) => front.limits.maxBodyBytes)),
    }
  }

  /** The line of this very name. */
  named(name: string): FrontEnd | undefined {
    return this.all.find((front) => front.line === name)
  }

  /** The name of the line that answers for a version such as `1.4.12`, as `--gateway` takes it; any other name stays. */
  nameFor(wanted: string): string {
    return this.named(wanted) === undefined ? (gatewayLine(wanted)?.profile.line ?? wanted) : wanted
  }

  /** The limits of the line that a request is for, as soon as its head is read. */
  limitsOf(target: string, headers: HeaderMap): FrontEnd['limits'] {
    if (this.all.length === 1) return this.limits
    const named = headers.get('x-emulator-gateway')
    return (this.named(this.nameFor(named ?? '')) ?? this.#prefixed(splitTarget(target)[0]) ?? this.first)
      .limits
  }

  /** The line of a request's path; `named` (of its header) goes before. */
  choose(request: GatewayRequest, named?: string): ChosenLine {
    const wanted = named === undefined ? undefined : this.named(named)
    if (this.all.length === 1) return { front: wanted ?? this.first, request }
    const [path, query] = splitTarget(request.target)
    const prefixed = this.#prefixed(path)
    if (prefixed === undefined) return { front: wanted ?? this.first, request }
    const mount = path.slice(0, prefixed.line.length + 1)
    const target = path.slice(mount.length) + (query === '' ? '' : `?${query}`)
    const { method, headers, body, httpVersion } = request
    return { front: wanted ?? prefixed, request: { method, target, mount, headers, body, httpVersion } }
  }

  /** The line whose name is the first step of a path that goes on behind it. */
  #prefixed(path: string): FrontEnd | undefined {
    const end = path.indexOf('/', 1)
    return end === -1 ? undefined : this.named(path.slice(1, end))
  }
}
