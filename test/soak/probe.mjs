import { appendFileSync, existsSync, readdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'

/*
 * Preloaded into every process of an emulator: on SIGUSR2 each adds a line to a file of its own with what it holds after a
 * garbage collection.
 */
const file = path.join(process.env['SOAK_FOLDER'], `${process.pid}.jsonl`)
writeFileSync(file, '')

process.on('SIGUSR2', async () => {
  // What a first collection lets go of, a second one frees.
  for (let times = 0; times < 3; times++) {
    global.gc()
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  const { heapUsed, external, rss } = process.memoryUsage()
  const kinds = process.getActiveResourcesInfo()
  const count = (pattern) => kinds.filter((kind) => pattern.test(kind)).length
  const files = existsSync('/proc/self/fd') ? readdirSync('/proc/self/fd').length : 0
  const held = {
    bytes: heapUsed + external,
    rss,
    sockets: count(/^TCPSocket/),
    timers: count(/^Timeout/),
    files,
  }
  appendFileSync(file, `${JSON.stringify(held)}\n`)
})
