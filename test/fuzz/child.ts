import { createEmulator } from '../../dist/index.js'

/**
 * Two emulators in a process of their own: says their ports, and on each message what it holds after a collection and how long
 * it worked at most before others had their turn.
 */
// tsx turns them on: with the first stack that is read, Node would keep those of the product's bundle, 50 MB.
process.setSourceMapsEnabled(false)
const gateway = await createEmulator({ seed: 7, speed: 0 })
const control = await createEmulator({ seed: 7, speed: 0 })
const port = (url: string) => Number(new URL(url).port)
/** By the clock of its own work, ms: what else the machine does is no fault of it. */
let longest = 0
let last = process.cpuUsage()
setInterval(() => {
  const { user, system } = process.cpuUsage(last)
  longest = Math.max(longest, (user + system) / 1000)
  last = process.cpuUsage()
}, 10)
process.on('message', () => {
  const worked = longest
  global.gc?.()
  global.gc?.()
  const { heapUsed, external } = process.memoryUsage()
  process.send!({ bytes: heapUsed + external, worked })
  last = process.cpuUsage()
})
process.on('disconnect', () => process.exit())
process.send!({ gateway: port(gateway.url), control: port(control.url) })
