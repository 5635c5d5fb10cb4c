import { randomBytes } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { extname, join } from 'node:path'
import type { FastifyInstance, FastifyReply } from 'fastify'
import type { ControlContext } from './control-context.ts'

/** The one style attribute that the editor sets: `tab-size: 4`. */
const EDITOR_STYLE = 'sha256-3r7HnoR+uqL7q2e6WrR/oFTT+zlV6uKAkAouguSacn0='

/** Nothing from elsewhere, and no scripts or styles in the page itself but those that know the nonce: the editor's layout. */
function policy(nonce: string): string {
  return `default-src 'none'; script-src 'self'; style-src 'self' 'nonce-${nonce}'; style-src-attr 'unsafe-hashes' '${EDITOR_STYLE}'; connect-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`
}

/** Stands in the page where the nonce of this answer goes. */
const NONCE = '{nonce}'

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
}

/** `GET /`: the page that shows what happens here. Its data come from the other control routes. */
export function pageRoutes(app: FastifyInstance, { pageFolder }: ControlContext): void {
  // The page holds no data: it may be read without the token, which it then asks for.
  const open = { config: { open: true } }
  app.get('/', open, (request, reply) => {
    const path = request.originalUrl.split('?', 1)[0]!
    // The page's files are found beside it.
    return path.endsWith('/') ? send(reply, 'index.html') : reply.redirect(`${path}/`)
  })
  app.get('/:file', open, (request, reply) => send(reply, (request.params as { file: string }).file))

  async function send(reply: FastifyReply, name: string): Promise<unknown> {
    const type = TYPES[extname(name)]
    const isPlain = /^[\w-]+\.\w+$/.test(name)
    const bytes =
      type === undefined || !isPlain
        ? undefined
        : await readFile(join(pageFolder, name)).catch(() => undefined)
    if (bytes === undefined) return reply.callNotFound()
    const nonce = randomBytes(12).toString('base64')
    return reply
      .type(type!)
      .header('content-security-policy', policy(nonce))
      .header('x-content-type-options', 'nosniff')
      .header('referrer-policy', 'no-referrer')
      .header('cache-control', 'no-cache')
      .send(name === 'index.html' ? bytes.toString().replace(NONCE, nonce) : bytes)
  }
}
