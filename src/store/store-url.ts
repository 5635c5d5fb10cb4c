/** Where the store is; `shown`: without its password, for messages. */
export interface StoreUrl {
  readonly url: string
  readonly shown: string
}

/** `redis://[user:password@]host[:port][/database]`, `rediss://…` with TLS, or the same with `valkey`; undefined for another text. */
export function readStoreUrl(text: string): StoreUrl | undefined {
  const written = text.replace(/^valkey(s?):\/\//, 'redis$1://')
  if (!/^rediss?:\/\//.test(written) || !URL.canParse(written)) return undefined
  const { hostname, pathname, username, password, host, protocol } = new URL(written)
  if (hostname === '' || !/^(?:\/\d*)?$/.test(pathname)) return undefined
  const who = username + password === '' ? '' : `${username}:…@`
  return { url: written, shown: `${protocol}//${who}${host}${pathname}` }
}
