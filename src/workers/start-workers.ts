import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { startEmulator } from '../start/start.ts'
import type { Running } from '../start/start.ts'
import { joinInstances } from './join-instances.ts'
import { Keeper } from './keeper.ts'
import type { WorkersOptions } from './keeper.ts'

/**
 * Starts an emulator of several processes: this one keeps the state and answers the control routes, the workers take requests
 * on one port. With a store it is one of several instances with the same state. Throws as `startEmulator` does.
 */
export async function startWorkers<Options>(given: WorkersOptions<Options>): Promise<Running> {
  const joined = given.store && (await joinInstances(given.store, given.options))
  const folder = await mkdtemp(path.join(tmpdir(), 'bifrost-emulator-'))
  const remove = () => rm(folder, { recursive: true, force: true })
  const name =
    process.platform === 'win32' ? `\\\\.\\pipe\\${path.basename(folder)}` : path.join(folder, 'control')
  const keeper = new Keeper(given, name, joined)
  let running: Running | undefined
  try {
    running = await startEmulator({ ...given.options, together: keeper })
    const url = await keeper.open(running)
    const close = async (drainMs = 0) => {
      await keeper.close(drainMs)
      await running?.close()
      await remove()
    }
    return { ...running, url, close }
  } catch (error) {
    await keeper.close(0)
    await running?.close()
    await remove()
    throw error
  }
}
