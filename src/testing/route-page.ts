import type { EmulatorSession } from '../in-process/emulator-session.ts'
import { GATEWAY } from './gateway-urls.ts'

/** A page or a context of Playwright, as far as it is used here. */
export interface Routable {
  route(url: UrlPattern, handler: (route: PageRoute) => Promise<void>): Promise<unknown>
}

/** As `page.route` takes it. */
export type UrlPattern = string | RegExp | ((url: URL) => boolean)

interface PageRoute {
  request(): {
    url(): string
    method(): string
    allHeaders(): Promise<Record<string, string>>
    postDataBuffer(): Buffer | null
  }
  fulfill(answer: { status: number; headers: Record<string, string>; body: Buffer }): Promise<void>
  continue(changed: { url: string }): Promise<void>
  abort(errorCode?: string): Promise<void>
}

/**
 * Lets the session answer what a page asks of the gateway, for applications whose base URL cannot be changed. A request
 * by http goes on to the emulator itself and streams. For one by https the whole answer is there at once: the protocol
 * cannot be changed on the way, and a browser takes no streams from a test. A broken connection breaks for the page too.
 */
export async function routePage(
  session: EmulatorSession,
  page: Routable,
  urls: UrlPattern = GATEWAY,
): Promise<void> {
  await page.route(urls, async (route) => {
    const request = route.request()
    const { protocol, pathname, search } = new URL(request.url())
    if (protocol === 'http:') return route.continue({ url: session.url + pathname + search })
    const method = request.method()
    const body = request.postDataBuffer()
    const headers = Object.entries(await request.allHeaders()).filter(([name]) => !name.startsWith(':'))
    const init: RequestInit = { method, headers, ...(body === null ? {} : { body: new Uint8Array(body) }) }
    try {
      const response = await session.inject(new Request(request.url(), init))
      const answer = Buffer.from(await response.arrayBuffer())
      await route.fulfill({
        status: response.status,
        headers: Object.fromEntries(response.headers),
        body: answer,
      })
    } catch {
      await route.abort('connectionreset')
    }
  })
}
