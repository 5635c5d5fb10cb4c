import { expect, test } from 'vitest'
import { startServer } from '../support/start-service.ts'
import { call } from './call.ts'

test('a probe learns that it is ready, without a token, and that it is about to end', async () => {
  await using server = await startServer({ token: 'secret' })
  expect(await call(server.port, '/_emulator/ready')).toMatchObject({ status: 200, text: '{"ready":true}' })
  expect(await call(server.port, '/_emulator/status')).toMatchObject({ status: 401 })
  server.service.draining = true
  expect(await call(server.port, '/_emulator/ready')).toMatchObject({ status: 503, text: '{"ready":false}' })
})
