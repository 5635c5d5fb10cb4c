/**
 * How much of the processor something takes, in ms, and its result. Unlike the time on the wall it does not grow with the
 * number of processes that share the machine, so a bound on work holds on a busy one too.
 */
export function cpuTime<T>(run: () => T): { readonly ms: number; readonly result: T } {
  const before = process.cpuUsage()
  const result = run()
  return { ms: since(before), result }
}

/** The same for what waits in between; whatever else this process does until then counts as well. */
export async function cpuTimeOf<T>(
  run: () => Promise<T>,
): Promise<{ readonly ms: number; readonly result: T }> {
  const before = process.cpuUsage()
  const result = await run()
  return { ms: since(before), result }
}

function since(before: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1000
}
