import type { FSWatcher } from 'chokidar'

/**
 * Watches folders, not what is in them: the signs of a folder tell of every file in it, at one watch each. What a sign means
 * is found by a look of our own, so chokidar reads no folder: it would look at each file of it, twice, whenever one changes.
 */
export async function folderSigns(folders: readonly string[]): Promise<FSWatcher> {
  const chokidar = await import('chokidar')
  class Signs extends chokidar.FSWatcher {
    override _readdirp(): undefined {
      return undefined
    }
  }
  return new Signs({ depth: 0, atomic: false }).add([...folders])
}
