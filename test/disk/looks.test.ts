import { expect, test } from 'vitest'
import { WatchedSigns } from '../../src/disk/scan/file-signs.ts'
import type { Entry, Scan } from '../../src/disk/scan/scan.ts'
import { settled } from '../../src/disk/scan/stable-read.ts'
import type { Reading } from '../../src/disk/scan/stable-read.ts'

const NAMES = ['a.yaml', 'b.yaml', 'c.yaml']
const entry = (name: string, mark: string): Entry => ({
  mark,
  changedAt: 0,
  size: 0,
  inode: name,
  real: `/real/${name}`,
})
const folders = new Map([['/real', { ...entry('.', 'folder'), real: '/real' }]])

interface Case {
  readonly what: string
  /** What the watch says first, as kind and name. */
  readonly signs: readonly (readonly [kind: string, name: string])[]
  /** Files that are another one by now. */
  readonly changed: readonly string[]
  /** How often all files are looked at before what changed is taken, at least. */
  readonly looks: number
  readonly folder?: string
}

test.each<Case>([
  { what: 'one that is written to', signs: [['change', 'a.yaml']], changed: ['a.yaml'], looks: 0 },
  {
    what: 'two that are written to',
    signs: [
      ['change', 'a.yaml'],
      ['change', 'c.yaml'],
    ],
    changed: ['a.yaml', 'c.yaml'],
    looks: 0,
  },
  { what: 'one that comes by another name', signs: [['rename', 'a.yaml']], changed: ['a.yaml'], looks: 1 },
  { what: 'one that nobody knows', signs: [['change', 'x.log']], changed: ['a.yaml'], looks: 1 },
  {
    what: 'one in a folder that is another one by now',
    signs: [['change', 'a.yaml']],
    changed: ['a.yaml', 'b.yaml'],
    folder: 'later',
    looks: 1,
  },
  { what: 'one of which no sign came', signs: [], changed: ['b.yaml'], looks: 1 },
])('all files are looked at only where a sign does not tell which: $what', async (given) => {
  const now = new Map(NAMES.map((name) => [name, given.changed.includes(name) ? 'new' : 'old']))
  const scanOf = (markOf: (name: string) => string): Scan => ({
    files: new Map(NAMES.map((name) => [name, entry(name, markOf(name))])),
    folders,
    missing: [],
  })
  const readingOf = (scan: Scan): Reading => ({
    scan,
    contents: new Map([...scan.files].map(([name, { mark }]) => [name, { mark, text: `${mark}\n` }])),
  })
  const signs = new WatchedSigns('linux')
  for (const [kind, name] of given.signs) signs.add(kind, `/real/${name}`)
  let looks = 0
  const { reading } = await settled({
    loaded: readingOf(scanOf(() => 'old')),
    look: async () => {
      looks++
      return scanOf((name) => now.get(name)!)
    },
    read: async (scan) => readingOf(scan),
    isOver: () => false,
    signs,
    disk: {
      entryOf: async (name) => entry(name, now.get(name)!),
      folderMark: async () => given.folder ?? 'folder',
      wasMovedAside: async () => false,
    },
  })
  const taken = [...reading!.contents].filter(([, { text }]) => text === 'new\n').map(([name]) => name)
  expect(taken).toEqual(given.changed)
  if (given.looks === 0) expect(looks).toBe(0)
  else expect(looks).toBeGreaterThanOrEqual(given.looks)
})
