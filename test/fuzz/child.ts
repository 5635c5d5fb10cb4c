import { createEmulator } from '../../dist/index.js'

/** Two emulators in a process of their own: says their ports, and on each message what it holds after a collection. */
const gateway = await createEmulator({ seed: 7, speed: 0 })
const control = await createEmulator({ seed: 7, speed: 0 })
const port = (url: string) => Number(new URL(url).port)
process.on('message', () => {
  global.gc?.()
  global.gc?.()
  const { heapUsed, external } = process.memoryUsage()
  process.send!({ bytes: heapUsed + external })
})
process.on('disconnect', () => process.exit())
process.send!({ gateway: port(gateway.url), control: port(control.url) })
