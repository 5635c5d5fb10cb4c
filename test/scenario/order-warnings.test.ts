import { expect, test } from 'vitest'
import { buildBook } from '../../src/scenario/build-book.ts'
import { formatDiagnostic } from '../../src/shape/diagnostic.ts'

const text = `scenarios: [{ reply: Hi }]
chaos:
  - { deployment: gpt4o, fault: cut }
  - { deployment: [gpt4o, gpt-4o], fault: cut }
limits: { when: { deployment: gpt4o }, requests_per_minute: 1 }
`

test('chaos and limits of a deployment that does not exist are warned of', () => {
  const { book, diagnostics } = buildBook([{ path: 'a.yaml', text }], { deployments: ['gpt-4o'] })
  expect([book?.chaos.length, book?.limits.length]).toEqual([2, 1])
  expect(diagnostics.map((it) => formatDiagnostic(it).split('\n')[0])).toEqual([
    'a.yaml:3:5 warning: the gateway\'s configuration knows no deployment "gpt4o" [unknown-deployment]',
    'a.yaml:5:9 warning: the gateway\'s configuration knows no deployment "gpt4o" [unknown-deployment]',
  ])
  expect(diagnostics[0]!.hint).toContain('did you mean "gpt-4o"?')
  expect(buildBook([{ path: 'a.yaml', text }]).diagnostics).toEqual([])
})
