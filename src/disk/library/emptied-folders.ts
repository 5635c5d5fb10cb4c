import path from 'node:path'
import type { FileProblem } from '../scan/read-files.ts'
import type { Scan } from '../scan/scan.ts'
import { isInside } from './attachments.ts'

/**
 * The folders that held scenario files and hold none any more: a slip more often than a wish. `answering`: the files whose
 * scenarios answer.
 */
export function emptiedFolders(
  sources: readonly string[],
  answering: readonly string[],
  { files, missing }: Scan,
): readonly FileProblem[] {
  const present = [...files.keys()]
  return sources.flatMap((file) => {
    const folder = path.normalize(file)
    if (missing.includes(file) || present.some((name) => isInside(name, folder))) return []
    const before = answering.filter((name) => isInside(name, folder)).length
    if (before === 0) return []
    const kept = before === 1 ? 'those of the last file' : `those of the last ${before} files`
    return [
      {
        file,
        message: `holds no scenario file any more; ${kept} keep answering. --allow-empty (allowEmpty in a program) takes an empty folder as it is`,
      },
    ]
  })
}
