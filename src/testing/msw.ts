import { http, HttpResponse } from 'msw'
import type { HttpHandler } from 'msw'
import type { EmulatorScope } from '../in-process/emulator-session.ts'
import { GATEWAY } from './gateway-urls.ts'
import { leadClones } from './leading-tee.ts'

/**
 * A handler of Mock Service Worker that lets an emulator, or a session of one, answer:
 * `setupServer(emulatorHandler(emulator))`. `urls`: as `http.all` takes it; the gateway's chat routes at any host unless
 * given. Streams stream, and a connection that breaks before its head is a network error.
 */
export function emulatorHandler(
  emulator: Pick<EmulatorScope, 'inject'>,
  urls: string | RegExp = GATEWAY,
): HttpHandler {
  return http.all(urls, async ({ request }) => {
    try {
      const response = await emulator.inject(request)
      leadClones(response)
      return response
    } catch {
      return HttpResponse.error()
    }
  })
}
