import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { createSecureContext } from 'node:tls'
import type { TlsFiles } from '../http/http-server.ts'
import { CannotStart } from './failures.ts'

/** Where a certificate and its key are. */
export interface TlsPaths {
  readonly cert: string
  readonly key: string
}

/** Reads a certificate and its key. Throws `CannotStart` where they are none, or do not belong together. */
export async function readTls({ cert, key }: TlsPaths, prefix = '--'): Promise<TlsFiles> {
  const option = (name: 'cert' | 'key') => (prefix === '' ? `tls.${name}` : `${prefix}tls-${name}`)
  const files: TlsFiles = { cert: await read(cert, option('cert')), key: await read(key, option('key')) }
  if (!/-----BEGIN [A-Z ]*CERTIFICATE-----/.test(files.cert))
    throw new CannotStart(`${option('cert')}: ${cert} holds no certificate in PEM`)
  if (!/-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(files.key))
    throw new CannotStart(`${option('key')}: ${key} holds no private key in PEM`)
  try {
    createSecureContext(files)
  } catch (error) {
    const { message, code } = error as NodeJS.ErrnoException
    const isOther = code === 'ERR_OSSL_X509_KEY_VALUES_MISMATCH'
    throw new CannotStart(
      isOther
        ? `${option('key')}: ${key} is the key of another certificate than ${cert}`
        : `${option('cert')} and ${option('key')}: ${cert} and ${key} cannot be used: ${message}`,
    )
  }
  return files
}

async function read(file: string, option: string): Promise<string> {
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    const why = code === 'ENOENT' ? `there is no file ${path.resolve(file)}` : message
    throw new CannotStart(`${option}: ${why}`)
  }
}
