import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, test } from 'vitest'
import { readFiles } from '../../src/disk/scan/read-files.ts'
import { scan } from '../../src/disk/scan/scan.ts'
import { MAX_FILE_SIZE } from '../../src/shape/source/source-text.ts'

const MUCH = Buffer.alloc(MAX_FILE_SIZE + 1, 'a')
const KNOWN = new Map([['another.yaml', { mark: 'any', text: '' }]])

test.each<[what: string, bytes: Buffer, content: string | Uint8Array]>([
  ['text', Buffer.from('scenarios: []\n'), 'scenarios: []\n'],
  ['nothing', Buffer.alloc(0), ''],
  ['a byte order mark', Buffer.from('\uFEFFa: é'), '\uFEFFa: é'],
  ['the character for what is no text', Buffer.from('a: \uFFFD'), 'a: \uFFFD'],
  ['bytes that are no text', Buffer.from([0x61, 0xff, 0x62]), Buffer.from([0x61, 0xff, 0x62])],
  ['more than a scenario file may hold', MUCH, MUCH],
])('a file with %s is read at a start as it is read later', async (_, bytes, content) => {
  const file = path.join(mkdtempSync(path.join(tmpdir(), 'read-')), 'a.yaml')
  writeFileSync(file, bytes)
  const found = await scan([file])
  for (const known of [new Map(), KNOWN]) {
    const { contents, problems } = await readFiles(found, known)
    expect(problems).toEqual([])
    const now = contents.get(file)!.text
    expect(typeof now).toBe(typeof content)
    // The matcher that names what differs takes a minute for so many bytes.
    expect(Buffer.compare(bytesOf(now), bytesOf(content))).toBe(0)
  }
})

test('a file that changed since the look is read at a start as it is then', async () => {
  const file = path.join(mkdtempSync(path.join(tmpdir(), 'read-')), 'a.yaml')
  writeFileSync(file, 'old')
  const found = await scan([file])
  writeFileSync(file, 'a longer one')
  const { contents } = await readFiles(found, new Map())
  expect(contents.get(file)!.text).toBe('a longer one')
  expect(contents.get(file)!.mark).not.toBe(found.files.get(file)!.mark)
})

function bytesOf(content: string | Uint8Array): Uint8Array {
  return typeof content === 'string' ? Buffer.from(content) : content
}
