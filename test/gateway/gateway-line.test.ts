import { describe, expect, test } from 'vitest'
import { gatewayLine } from '../../src/gateway/releases.ts'

describe('gatewayLine', () => {
  test.each([
    ['1.4.19', '1.4.19', undefined],
    ['v1.4.19', '1.4.19', undefined],
    ['1.4.19.0', '1.4.19', undefined],
    ['1.4.22', '1.4.19', 'gateway 1.4.22 is not known; answering as 1.4.19, the nearest line below it'],
    ['1.4.24', '1.4.24', undefined],
    ['1.4.25', '1.4.24', 'gateway 1.4.25 is not known; answering as 1.4.24, the nearest line below it'],
    ['1.5', '1.4.24', 'gateway 1.5 is not known; answering as 1.4.24, the nearest line below it'],
    ['1.5.1', '1.5.1', undefined],
    ['1.5.16', '1.5.1', 'gateway 1.5.16 is not known; answering as 1.5.1, the nearest line below it'],
    ['2.1', '1.5.1', 'gateway 2.1 is not known; answering as 1.5.1, the nearest line below it'],
    ['2.2', '2.2', undefined],
    ['2.2.0', '2.2', undefined],
    ['2.5.1', '2.2', 'gateway 2.5.1 is not known; answering as 2.2, the nearest line below it'],
    ['3.0', '2.2', 'gateway 3.0 is not known; answering as 2.2, the nearest line below it'],
    ['1.4.10', '1.4.10', undefined],
    ['1.3.60', '1.3.60', undefined],
    ['1.4.12', '1.4.10', 'gateway 1.4.12 is not known; answering as 1.4.10, the nearest line below it'],
    ['1.4.3', '1.3.60', 'gateway 1.4.3 is not known; answering as 1.3.60, the nearest line below it'],
    ['1.0.0', '1.3.60', 'gateway 1.0.0 is not known; answering as 1.3.60, the oldest line there is'],
  ])('%s is served by %s', (version, line, notice) => {
    const found = gatewayLine(version)
    expect([found?.profile.line, found?.notice]).toEqual([line, notice])
  })

  test.each(['', 'latest', '1.4.x', '1..4', '-1', '1.4.19-beta'])('%j is no version', (version) => {
    expect(gatewayLine(version)).toBeUndefined()
  })
})
