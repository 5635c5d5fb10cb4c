import { describe, expect, test } from 'vitest'
import { metErrors } from '../../src/cli/output/error-statuses.ts'
import { explainText } from '../../src/cli/output/explain-text.ts'
import { listText } from '../../src/cli/output/list-text.ts'
import { lineOf } from '../../src/cli/options/single-release.ts'
import { errorCatalogue } from '../../src/errors/catalogue.ts'
import { allLines } from '../../src/start/front-ends.ts'
import { startServer } from '../support/start-service.ts'

function row(name: string, gateway?: string): string {
  const rows = listText('errors', false, lineOf(gateway)).split('\n')
  return rows.find((it) => it.startsWith(`${name} `))!
}

describe('the list of errors', () => {
  test.each<[gateway: string | undefined, name: string, statuses: RegExp]>([
    [undefined, 'governance.virtual_key_not_found', / 403 +[A-Z]/],
    ['1.4.19', 'bifrost.queue_full', / 500 +[A-Z]/],
    ['2.2', 'governance.virtual_key_not_found', / 401 +401 /],
    ['2.2', 'bifrost.queue_full', / 429 +429 /],
    ['1.4.12', 'azure.rate_limit', / 429 +200 /],
    ['1.3.60', 'bifrost.invalid_path', / 405 +405 /],
    ['docs', 'azure.rate_limit', / 400 +[A-Z]/],
    ['azure', 'network.reset', / none +none /],
    ['azure', 'azure.answer_empty', / 200 +200 /],
  ])('%s: %s', (gateway, name, statuses) => {
    expect(row(name, gateway)).toMatch(statuses)
  })

  test('the default line has the statuses of the catalogue', () => {
    expect(metErrors(lineOf()).map(({ name, statuses }) => [name, statuses.whole, statuses.stream])).toEqual(
      errorCatalogue().map(({ name, status }) => [name, status, status]),
    )
  })

  test('as JSON', () => {
    const of = (gateway?: string) => JSON.parse(listText('errors', true, lineOf(gateway))) as object[]
    expect(of('1.4.10')).toContainEqual(
      expect.objectContaining({ name: 'azure.rate_limit', status: 429, stream: 200 }),
    )
    expect(of()[0]).not.toHaveProperty('stream')
  })
})

test.each(allLines().map(({ name }) => name))('%s answers as its list says', async (gateway) => {
  await using server = await startServer({ gateway })
  const line = lineOf(gateway)
  for (const { name, statuses } of metErrors(line).filter((_error, index) => index % 5 === 0)) {
    for (const stream of [false, true]) {
      const response = await fetch(
        `${server.url}${line.base}/deployments/gpt-4o/chat/completions?api-version=2024-10-21`,
        {
          method: 'POST',
          headers: { 'content-type': 'application/json', 'api-key': 'k', 'x-emulator-error': name },
          body: JSON.stringify({ messages: [{ role: 'user', content: 'hi' }], stream }),
        },
      ).catch(() => undefined)
      await response?.body?.cancel()
      expect([name, stream, response?.status ?? 'none']).toEqual([
        name,
        stream,
        stream ? statuses.stream : statuses.whole,
      ])
    }
  }
})

describe('an error explained', () => {
  test.each([
    [undefined, 'governance.virtual_key_not_found: status 403\n'],
    ['2.2', 'governance.virtual_key_not_found: status 401\n'],
    ['1.4.10', 'governance.virtual_key_not_found: status 403, in the place of a stream status 200\n'],
  ])('%s', (gateway, text) => {
    const explained = explainText('governance.virtual_key_not_found', false, lineOf(gateway))
    expect(explained.slice(0, text.length)).toBe(text)
  })

  test('of Azure itself the network has no status', () => {
    expect(explainText('network.dns', false, lineOf('azure'))).toMatch(/^network\.dns: no answer\n/)
  })
})
