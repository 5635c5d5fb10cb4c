import { describe, expect, test } from 'vitest'
import { readBifrostConfig } from '../../src/disk/bifrost-config.ts'
import { newFolder, writeFiles } from './support.ts'

async function read(content: string | Uint8Array) {
  const folder = await newFolder()
  await writeFiles(folder, { 'config.json': content })
  return readBifrostConfig(`${folder}/config.json`)
}

describe('readBifrostConfig', () => {
  test('reads the file of a real gateway', async () => {
    const config = await readBifrostConfig(
      new URL('../../spec/captures/1.4.19/config/base.json', import.meta.url).pathname,
    )
    if (!('providers' in config)) throw new Error(JSON.stringify(config))
    expect(config.providers.get('azure')).toMatchObject({ timeoutMs: 3000, maxRetries: 0 })
    expect(config.maxBodyBytes).toBe(1024 * 1024)
  })

  test.each<[string, string | Uint8Array, object]>([
    [
      'an open bracket',
      '{\n  "client": {\n',
      {
        code: 'syntax',
        line: 3,
        column: 1,
        message: 'the file ends too early: a key in double quotes is wanted here',
      },
    ],
    [
      'a missing comma',
      '{\n  "a": 1\n  "b": 2\n}\n',
      { code: 'syntax', line: 3, column: 3, message: 'a comma or } is wanted here' },
    ],
    ['a missing colon', '{ "a" 1 }', { code: 'syntax', column: 7 }],
    ['a wrong number', '{ "a": 01 }', { code: 'syntax', column: 8 }],
    ['a line break in a text', '{ "a": "b\nc" }', { code: 'syntax', line: 1, column: 8 }],
    ['a comment', '{ // no\n}', { code: 'syntax', column: 3 }],
    ['a second value', '{} {}', { code: 'syntax', column: 4 }],
    ['very many brackets', '['.repeat(100_000), { code: 'syntax', line: 1 }],
    ['a comma too many, which only YAML takes', '{\n  "a": 1,\n}\n', { code: 'syntax', line: 3, column: 1 }],
    ['YAML', 'client:\n  a: 1\n', { code: 'syntax', line: 1, column: 1 }],
    ['no object', '[1]', { code: 'wrong-type', line: 1, column: 1 }],
    ['nothing', '', { code: 'syntax', line: 1, column: 1 }],
    ['no text', Buffer.from([0xff, 0xff]), { code: 'not-text' }],
  ])('%s is a mistake with its place', async (_what, content, expected) => {
    expect(await read(content)).toMatchObject([{ severity: 'error', ...expected }])
  })

  test('a file that is not there throws what the system says', async () => {
    await expect(readBifrostConfig('/nowhere/config.json')).rejects.toMatchObject({ code: 'ENOENT' })
  })
})
