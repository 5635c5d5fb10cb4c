import { describe, expect, test } from 'vitest'
import { keysAt } from '../../src/page/scenarios/complete.ts'
import { scenarioJsonSchema } from '../../src/scenario/schema/json-schema.ts'

const schema = scenarioJsonSchema({ errors: ['azure.rate_limit'] })

const at = (text: string) => keysAt(text, schema).map(({ name }) => name)

describe('completion knows what may stand', () => {
  test.each([
    ['at the top', '', ['scenarios', 'defaults', 'chaos', 'limits']],
    ['in a scenario', 'scenarios:\n  - ', ['when', 'reply', 'error', 'faults']],
    ['in the second line of one', 'scenarios:\n  - when: x\n    ', ['reply', 'timing']],
    ['in a condition', 'scenarios:\n  - when:\n      ', ['message', 'deployment', 'tools']],
    ['in a reply', 'scenarios:\n  - when: x\n    reply:\n      ', ['text', 'tool_calls', 'finish_reason']],
    ['in a tool call', 'scenarios:\n  - reply:\n      tool_calls:\n        - ', ['name', 'arguments']],
    ['behind a key', 'scenarios:\n  - when: x\n    then: ', ['last', 'loop', 'fail']],
    ['behind error', 'scenarios:\n  - when: x\n    error: ', ['azure.rate_limit']],
    [
      'behind a longer block',
      'scenarios:\n  - when:\n      message: x\n    reply: y\n  - ',
      ['when', 'name'],
    ],
  ])('%s', (_where, text, some) => {
    expect(at(text)).toEqual(expect.arrayContaining(some))
  })

  test('nothing of another place', () => {
    expect(at('scenarios:\n  - when:\n      ')).not.toContain('reply')
    expect(at('')).not.toContain('when')
  })
})
