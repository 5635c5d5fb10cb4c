/** `a.b`, `messages[0].role`, `messages[-1].content`, `["dotted.key"]` → its steps; `undefined` when it is no path. */
export function parsePath(path: string): readonly (string | number)[] | undefined {
  const steps: (string | number)[] = []
  const step = /\.?([^.[\]"]+)|\[(-?\d+)\]|\[("(?:[^"\\]|\\.)*")\]/y
  while (step.lastIndex < path.length) {
    if (path[step.lastIndex] === '.' && step.lastIndex === 0) return undefined
    const match = step.exec(path)
    if (match === null) return undefined
    const [whole, name, index, quoted] = match
    if (name !== undefined && steps.length > 0 && !whole.startsWith('.')) return undefined
    if (name !== undefined) steps.push(name)
    else if (index !== undefined) steps.push(Number(index))
    else steps.push(JSON.parse(quoted!) as string)
  }
  return steps.length === 0 ? undefined : steps
}

/** What stands at a path, `undefined` where there is nothing. Only own keys count; a negative index counts from the end. */
export function valueAt(root: unknown, steps: readonly (string | number)[]): unknown {
  let value = root
  for (const step of steps) {
    if (typeof value !== 'object' || value === null) return undefined
    if (Array.isArray(value)) {
      const index = typeof step === 'number' ? step : /^\d+$/.test(step) ? Number(step) : undefined
      if (index === undefined) return undefined
      value = value.at(index)
    } else {
      if (!Object.hasOwn(value, step)) return undefined
      value = (value as Record<string, unknown>)[step]
    }
  }
  return value
}
