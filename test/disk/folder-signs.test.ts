import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { folderSigns } from '../../src/disk/library/folder-signs.ts'
import { newFolder, writeFiles } from './support.ts'

test('a save in a folder of many files makes the watch look at none of them', async () => {
  const folder = await newFolder()
  await writeFiles(folder, { 'a.yaml': 'a', 'b.yaml': 'b', 'c/d.yaml': 'd' })
  const watcher = await folderSigns([folder])
  try {
    await once(watcher, 'ready')
    const sign = once(watcher, 'raw')
    await writeFile(`${folder}/a.yaml`, 'new')
    expect((await sign)[1]).toBe('a.yaml')
    // What it has read it watches.
    expect(Object.values(watcher.getWatched()).flat()).not.toContain('c')
    expect(watcher.getWatched()[folder]).toEqual([])
  } finally {
    await watcher.close()
  }
})
