import { afterEach, describe, expect, test, vi } from 'vitest'
import { runCommandLine } from '../../src/cli/command-line.ts'
import { describeFailure } from '../../src/cli/failure.ts'

afterEach(() => vi.unstubAllEnvs())

/** What a wrong call says, and the exit code. */
async function refused(args: string): Promise<{ text: string; code: number }> {
  const error: unknown = await runCommandLine(args.split(' ').filter((arg) => arg !== '')).then(
    () => undefined,
    (failure: unknown) => failure,
  )
  if (error === undefined) throw new Error('this was not refused')
  return describeFailure(error)
}

describe('wrong usage', () => {
  test.each([
    ['--prot 3', 'there is no option --prot; did you mean --port?'],
    ['--scenario x', 'there is no option --scenario; did you mean --scenarios?'],
    ['--frobnicate', 'there is no option --frobnicate\n'],
    ['-x', 'there is no option -x'],
    ['sevre', 'there is no command "sevre"; did you mean serve?'],
    ['valdiate a.yaml', 'there is no command "valdiate"; did you mean validate?'],
    ['serve extra', 'there is no command "extra"\nThere is no file or folder /'],
    ['start', 'there is no command "start"; you probably want serve, which needs no word\n'],
    ['errors', 'there is no command "errors"; you probably want list errors\n'],
    ['--proxy http://x', 'there is no option --proxy; you probably want the command record --target URL'],
    ['--fixtures a', 'there is no option --fixtures; you probably want --scenarios; bifrost-emulator import'],
    ['--latency 5', 'there is no option --latency; you probably want --timing, or --speed'],
    ['--constructor 5', 'there is no option --constructor\n'],
    ['-p x', '--port must be a whole number from 0 to 65535, got "x"'],
    ['--port', 'a value is missing after --port'],
    ['--port --strict', 'a value is missing after --port'],
    ['--port abc', '--port must be a whole number from 0 to 65535, got "abc"'],
    ['--port 65536', '--port must be a whole number from 0 to 65535, got "65536"'],
    ['--port -1', '--port must be a whole number from 0 to 65535, got "-1"'],
    ['--port 1 --port 2', '--port is given 2 times; it can be given once'],
    ['--seed 1.5', '--seed must be a whole number from 0 to 4294967295, got "1.5"'],
    ['--speed -2', '--speed must be a number of at least 0, got "-2"'],
    ['list profiles --diff newest', '--diff must be a version of the gateway, got "newest"'],
    ['list errors --diff 1.4.10', '--diff goes with list profiles, not with list errors'],
    [
      '--gateway newest',
      '--gateway must be a version of the gateway, such as 1.4.19, or docs or azure, or several with commas between, got "newest"',
    ],
    ['--log loud', '--log must be pretty or json or silent, got "loud"'],
    ['--strict=maybe', '--strict must be true or false, got "maybe"'],
    ['list', 'list what?\nThere are errors, faults, profiles, timings.'],
    ['list errors --gateway newest', '--gateway: "newest" is no version of the gateway'],
    ['list errors --gateway 2.2,docs', '--gateway must be one line, got "2.2,docs"'],
    ['list faults --gateway 2.2', '--gateway goes with list errors, or with --diff VERSION'],
    ['explain azure.rate_limit --gateway newest', '--gateway: "newest" is no version of the gateway'],
    ['list eror', 'there is no list "eror"; did you mean errors?'],
    ['list errors --jsn', 'there is no option --jsn; did you mean --json?'],
    ['validate --port 1', 'there is no option --port'],
  ])('%s', async (args, message) => {
    const { text, code } = await refused(args)
    expect([text.includes(`bifrost-emulator: ${message}`), text, code]).toEqual([true, text, 2])
    expect(text).not.toMatch(/ at .*\(/)
  })

  test('in the environment names the variable', async () => {
    vi.stubEnv('BIFROST_EMULATOR_SPEED', 'fast')
    expect(await refused('')).toEqual({
      text: 'bifrost-emulator: BIFROST_EMULATOR_SPEED must be a number of at least 0, got "fast"',
      code: 2,
    })
  })
})

describe('what cannot start', () => {
  test.each([
    ['--scenarios /nowhere --port 0', 'scenarios: no such file or folder: /nowhere'],
    ['/nowhere --port 0', 'scenarios: no such file or folder: /nowhere'],
    ['./nowhere --port 0', `scenarios: no such file or folder: ./nowhere (${process.cwd()}/nowhere)`],
    ['validate ./nowhere', `no such file or folder: ./nowhere (${process.cwd()}/nowhere)`],
    ['validate /nowhere', 'no such file or folder: /nowhere'],
    ['--config /nowhere.yaml', 'the config file /nowhere.yaml cannot be read: no such file'],
    [
      '--bifrost-config /nowhere.json --port 0',
      'the gateway configuration /nowhere.json cannot be read: no such file',
    ],
    [
      '--host 0.0.0.0 --port 0',
      '0.0.0.0 is open to other machines, and the control routes with it: give a --token that opens them, or stay on 127.0.0.1',
    ],
    [
      '--host 203.0.113.7 --token t --port 0',
      '203.0.113.7 is no address of this machine: choose another with --host',
    ],
  ])('%s', async (args, message) => {
    expect(await refused(args)).toEqual({ text: `bifrost-emulator: ${message}`, code: 3 })
  })
})

describe('help', () => {
  test('tells every option, the examples and the exit codes', async () => {
    const help = await runCommandLine(['--help'])
    for (const part of [
      '--scenarios',
      '--no-watch',
      '--config',
      'Examples:',
      'BIFROST_EMULATOR_PORT',
      'Exit codes:',
      'validate',
      'list',
    ]) {
      expect(help).toContain(part)
    }
  })

  test('of a command tells its own', async () => {
    expect(await runCommandLine(['validate', '--help'])).toMatch(/--json/)
    expect(await runCommandLine(['--version'])).toMatch(/^\d+\.\d+\.\d+$/)
  })
})

test('a bug shows its stack', () => {
  const { text, code } = describeFailure(new TypeError('oops'))
  expect([code, /this is a bug of the emulator:\nTypeError: oops\n +at /.test(text)]).toEqual([70, true])
})
