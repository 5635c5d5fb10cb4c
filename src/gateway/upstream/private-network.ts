import type { CallSettings } from './settings.ts'

/**
 * The address of a private network that this line does not call without `allow_private_network`; undefined: it calls.
 * This machine itself is no such network. What a name resolves to is not looked up here.
 */
export function refusedAddress({ config, profile, connection }: CallSettings): string | undefined {
  if (!profile.upstream.refusesPrivate || config.allowPrivateNetwork) return undefined
  const { host } = connection()
  return PRIVATE.test(host) ? host : undefined
}

const PRIVATE = /^(?:10\.|172\.(?:1[6-9]|2\d|3[01])\.|192\.168\.|169\.254\.)[\d.]+$/
