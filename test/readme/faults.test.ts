import { readFileSync, writeFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { faultTable } from '../../src/faults/fault-table.ts'
import { PROXY_FACTS } from '../../src/faults/proxy-facts.ts'
import { faultsPage } from './faults-page.ts'

const file = new URL('../../spec/FAULTS.md', import.meta.url)

test('spec/FAULTS.md is what the faults do; UPDATE=1 writes it anew', () => {
  const page = faultsPage()
  if (process.env['UPDATE'] === '1') writeFileSync(file, page)
  expect(readFileSync(file, 'utf8')).toBe(page)
})

test('each fault between gateway and client has a picture of its own', () => {
  const [page = ''] = readFileSync(file, 'utf8').split('\n## Between deployment and gateway')
  const pictures = [...page.matchAll(/```text\n([^]*?)```/g)].map(([, picture]) => picture)
  // Of what proxies do, the first is the example of as_proxy, and two change names that the pictures do not show.
  const proxies = PROXY_FACTS.length - 3
  expect(pictures).toHaveLength(faultTable().filter(({ side }) => side === 'wire').length + 1 + proxies)
  expect(new Set(pictures).size).toBe(pictures.length)
})
