/* oxlint-disable no-extend-native -- the engine itself is listened to, for a moment */

/**
 * Which patterns with a mark in them run on JavaScript's own engine while something happens. Compiling one is no harm:
 * reading it takes a moment whatever it says.
 */
export async function nativeRuns(mark: string, work: () => Promise<void>): Promise<readonly string[]> {
  const found: string[] = []
  const before = new Map<PropertyKey, PropertyDescriptor>()
  const names = ['exec', 'test', Symbol.match, Symbol.matchAll, Symbol.replace, Symbol.search, Symbol.split]
  for (const name of names) {
    const descriptor = Object.getOwnPropertyDescriptor(RegExp.prototype, name)!
    const own = descriptor.value as (...args: unknown[]) => unknown
    before.set(name, descriptor)
    Object.defineProperty(RegExp.prototype, name, {
      ...descriptor,
      value(this: RegExp, ...args: unknown[]) {
        if (this.source.includes(mark)) found.push(this.source)
        return own.apply(this, args)
      },
    })
  }
  try {
    await work()
  } finally {
    for (const [name, descriptor] of before) Object.defineProperty(RegExp.prototype, name, descriptor)
  }
  return found
}
