import type { FastifyRequest } from 'fastify'

export interface GuardRefusal {
  readonly status: number
  readonly message: string
}

/**
 * Keeps web pages of other sites away from the control routes: a foreign `Origin`, and a `Host` that is a name
 * pointing here (DNS rebinding), are refused. With a token, only it opens.
 */
export function guard(request: FastifyRequest, token: string | undefined): GuardRefusal | undefined {
  const { authorization, host = '', origin } = request.headers
  const isOpen = (request.routeOptions.config as { open?: boolean }).open === true
  if (token !== undefined) {
    if (isOpen) return undefined
    const sent = /^bearer (.*)$/i.exec(authorization ?? '')?.[1] ?? request.headers['x-emulator-token']
    return sent === token
      ? undefined
      : {
          status: 401,
          message: 'this control route wants the token given with --token, as Authorization: Bearer …',
        }
  }
  if (!isLoopback(hostName(host))) {
    return {
      status: 403,
      message: `Host ${JSON.stringify(host)} is not this machine; use localhost, or start with --token`,
    }
  }
  if (origin !== undefined && !isLoopback(hostName(origin.replace(/^[a-z]+:\/\//i, '')))) {
    return { status: 403, message: `Origin ${JSON.stringify(origin)} may not use the control routes` }
  }
  return undefined
}

function hostName(host: string): string {
  return hostOnly(host).toLowerCase()
}

function hostOnly(host: string): string {
  return host.startsWith('[') ? host.slice(1, host.indexOf(']')) : host.replace(/:\d+$/, '')
}

/** Whether a host is this machine itself. */
export function isLoopback(host: string): boolean {
  return (
    host === 'localhost' ||
    host === '::1' ||
    host === '' ||
    /^127(\.\d{1,3}){3}$/.test(host) ||
    host.endsWith('.localhost')
  )
}
