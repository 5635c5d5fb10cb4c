import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import yargs from 'yargs'
import { addServeOptions } from '../../src/cli/commands/serve.ts'
import { serveOptionNames, serveOptions } from '../../src/cli/options/serve-options.ts'
import { plainServeArguments } from '../../src/cli/plain-serve.ts'

const SEED = 20261130

/** What yargs reads; undefined where it complains. */
function byYargs(args: readonly string[]): Record<string, unknown> | undefined {
  let wrong = false
  const parser = addServeOptions(yargs([]), serveOptionNames)
    .parserConfiguration({
      'boolean-negation': false,
      'camel-case-expansion': false,
      'dot-notation': false,
      'parse-numbers': false,
    })
    .command(['serve [paths..]', '$0'], 'x', (it) => it.positional('paths', { type: 'string', array: true }))
    .alias('port', 'p')
    .strict()
    .exitProcess(false)
    .fail(() => (wrong = true))
  const argv = parser.parseSync([...args]) as Record<string, unknown>
  if (wrong) return undefined
  return Object.fromEntries(
    [...serveOptionNames, 'config', 'paths'].flatMap((name) => {
      const value = argv[name]
      return value === undefined || (name === 'paths' && `${value}` === '') ? [] : [[name, value]]
    }),
  )
}

describe('arguments of serve that are written plainly', () => {
  const value = fc.oneof(
    fc.constantFrom(
      '0',
      '8080',
      './a',
      'a=b',
      'a b',
      '1.4.19,azure',
      'true',
      'false',
      '',
      '-1',
      '"q"',
      '1e3',
      '01',
      'é',
    ),
    fc.string({ maxLength: 6 }),
  )
  const option: fc.Arbitrary<string[]> = fc
    .constantFrom(...serveOptionNames, 'config' as const)
    .chain((name): fc.Arbitrary<string[]> => {
      const takesValue = name === 'config' || serveOptions[name].kind.takesValue
      return takesValue ? value.map((given) => [`--${name}`, given]) : fc.constant([`--${name}`])
    })
  const odd = fc.constantFrom<string[]>(
    [],
    [],
    [],
    ['x'],
    ['./x'],
    ['/x y/z', '../w'],
    ['-p', '1'],
    ['--none'],
    ['--port=1'],
    ['--help'],
    ['-h'],
    ['--strict', 'true'],
  )

  test('are read as yargs reads them', () => {
    let read = 0
    fc.assert(
      fc.property(
        fc.constantFrom<string[]>([], ['serve']),
        fc.array(option, { maxLength: 5 }),
        odd,
        (command, options, strange) => {
          const args = [...command, ...options.flat(), ...strange]
          const plain = plainServeArguments(args)
          if (plain === undefined) return
          read++
          expect(plain).toEqual(byYargs(args))
        },
      ),
      { seed: SEED, numRuns: 600 },
    )
    expect(read).toBeGreaterThan(100)
  })

  test.each<[string, object | undefined]>([
    ['', {}],
    ['serve', {}],
    ['--port 0 --seed 7 --speed 0 --no-watch', { port: '0', seed: '7', speed: '0', 'no-watch': true }],
    ['--scenarios a --scenarios b', { scenarios: ['a', 'b'] }],
    ['./a /b -p 1', { paths: ['./a', '/b'], port: '1' }],
    ['a', undefined],
    ['--config x.yaml', { config: 'x.yaml' }],
    ['--port', undefined],
    ['--port 1 --port 2', undefined],
    ['--port=1', undefined],
    ['--constructor x', undefined],
    ['validate', undefined],
    ['--diff 1.4.24', undefined],
  ])('%s', (line, expected) => {
    expect(plainServeArguments(line.split(' ').filter((arg) => arg !== ''))).toEqual(expected)
  })
})
