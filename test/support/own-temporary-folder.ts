import { mkdtempSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'

/** Every folder that a test makes in the system's temporary folder goes into one of this run, which is removed at its end. */
export default function ownTemporaryFolder(): () => void {
  const folder = realpathSync(mkdtempSync(path.join(tmpdir(), 'bifrost-emulator-tests-')))
  // Windows reads the other two.
  for (const name of ['TMPDIR', 'TEMP', 'TMP']) process.env[name] = folder
  return () => rmSync(folder, { recursive: true, force: true, maxRetries: 3 })
}
