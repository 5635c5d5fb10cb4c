import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { environmentNotices, givenOptions } from '../../src/cli/options/given-options.ts'
import { WrongFiles } from '../../src/start/failures.ts'
import { newFolder } from '../disk/support.ts'

async function configFile(text: string): Promise<string> {
  const file = path.join(await newFolder(), 'emulator.yaml')
  await writeFile(file, text)
  return file
}

describe('givenOptions', () => {
  test('the command line goes before the environment, and that before the file', async () => {
    const config = await configFile('port: 1\nhost: file\nlog: json\nscenarios: [a, b]\nstrict: true\n')
    const environment = {
      BIFROST_EMULATOR_PORT: '2',
      BIFROST_EMULATOR_HOST: 'environment',
      BIFROST_EMULATOR_CONFIG: config,
    }
    expect(await givenOptions({ port: '3' }, environment)).toEqual({
      port: 3,
      host: 'environment',
      log: 'json',
      scenarios: ['a', 'b'],
      strict: true,
    })
  })

  test.each([
    [{ BIFROST_EMULATOR_NO_WATCH: '1' }, { 'no-watch': true }],
    [{ BIFROST_EMULATOR_STRICT: 'yes' }, { strict: true }],
    [{ BIFROST_EMULATOR_STRICT: 'off' }, { strict: false }],
    [{ BIFROST_EMULATOR_NO_EMULATOR_HEADERS: 'true' }, { 'no-emulator-headers': true }],
    [{ BIFROST_EMULATOR_SCENARIOS: `a${path.delimiter}b/c` }, { scenarios: ['a', 'b/c'] }],
    [
      { BIFROST_EMULATOR_BIFROST_CONFIG: 'c.json', BIFROST_EMULATOR_TOKEN: 't' },
      { 'bifrost-config': 'c.json', token: 't' },
    ],
    [{ BIFROST_EMULATOR_PORT: '' }, {}],
    [{ PORT: '9' }, {}],
  ])('from %j', async (environment, expected) => {
    expect(await givenOptions({}, environment)).toEqual(expected)
  })

  test('a JSON file, and a version that YAML takes for a number', async () => {
    expect(
      await givenOptions({ config: await configFile('{"port": 0, "gateway": 1.4, "speed": 0.5}') }, {}),
    ).toEqual({ port: 0, gateway: '1.4', speed: 0.5 })
    expect(await givenOptions({ config: await configFile('') }, {})).toEqual({})
  })

  test('every mistake of the file is told with its place', async () => {
    const config = await configFile('prot: 3\nspeed: fast\nport: 70000\n')
    const error = await givenOptions({ config }, {}).catch((failure: unknown) => failure)
    if (!(error instanceof WrongFiles)) throw error
    expect(error.diagnostics.map(({ line, column, message }) => [line, column, message])).toEqual([
      [1, 1, 'there is no option "prot"'],
      [2, 8, 'speed must be a number of at least 0'],
      [3, 7, 'port must be a whole number from 0 to 65535'],
    ])
    expect(error.message).toContain('hint: did you mean port?')
  })

  test('a file that is no map', async () => {
    await expect(givenOptions({ config: await configFile('- port') }, {})).rejects.toThrow(
      'the file must be a map of options',
    )
  })
})

describe('environmentNotices', () => {
  test.each([
    [
      { BIFROST_EMULATOR_PROT: '1' },
      ['BIFROST_EMULATOR_PROT in the environment means nothing; did you mean BIFROST_EMULATOR_PORT?'],
    ],
    [{ BIFROST_EMULATOR_URL: 'http://x', BIFROST_EMULATOR_PORT: '1', HOME: '/' }, []],
  ])('%j', (environment, expected) => {
    expect(environmentNotices(environment)).toEqual(expected)
  })
})
