import { describe, expect, test } from 'vitest'
import { givenOptions } from '../../src/cli/options/given-options.ts'
import { listText } from '../../src/cli/output/list-text.ts'
import { timingNames, timingProfiles } from '../../src/scenario/timing-profiles.ts'

describe('list timings', () => {
  test('has a line for each, with its figures and where they come from', () => {
    const [head = '', ...lines] = listText('timings', false).trimEnd().split('\n')
    expect(head).toMatch(
      /^name +first_token_ms +tokens_per_second +jitter +prompt_ms_per_1000_tokens +source$/,
    )
    expect(lines.map((line) => line.split(' ', 1)[0])).toEqual(timingNames)
    for (const [index, name] of timingNames.entries())
      expect(lines[index]).toContain(timingProfiles[name]!.source)
  })

  test('is JSON where that is wanted', () => {
    const rows = JSON.parse(listText('timings', true)) as readonly Record<string, unknown>[]
    expect(rows.find(({ name }) => name === 'gpt-4o')).toMatchObject({
      first_token_ms: 720,
      tokens_per_second: 115,
    })
  })
})

describe('--timing', () => {
  test.each([
    ['slow', 'slow'],
    ['0', 'instant'],
  ])('%s', async (written, name) => {
    expect(await givenOptions({ timing: written }, {})).toEqual({ timing: timingProfiles[name]!.timing })
    expect(await givenOptions({}, { BIFROST_EMULATOR_TIMING: written })).toEqual({
      timing: timingProfiles[name]!.timing,
    })
  })

  test('a name that is nearly one', async () => {
    await expect(givenOptions({ timing: 'gpt-4o-mni' }, {})).rejects.toThrow(
      /^--timing must be one of instant, .*got "gpt-4o-mni"; did you mean gpt-4o-mini\?$/,
    )
  })
})
