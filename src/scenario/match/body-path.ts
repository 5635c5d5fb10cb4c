const ESCAPE = String.raw`\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})`
const BRACKETS = String.raw`\[(?:-?\d+|"(?:[^"\\\u0000-\u001f]|${ESCAPE})*")\]`

/** `a.b`, `messages[0].role`, `messages[-1].content`, `["dotted.key"]` → its steps; `undefined` when it is no path. */
export function parsePath(path: string): readonly (string | number)[] | undefined {
  if (!PATH.test(path)) return undefined
  const steps: (string | number)[] = []
  const step = /\.?([^.[\]"]+)|\[(-?\d+)\]|\[("(?:[^"\\]|\\.)*")\]/y
  while (step.lastIndex < path.length) {
    const [, name, index, quoted] = step.exec(path)!
    if (name !== undefined) steps.push(name)
    else if (index !== undefined) steps.push(Number(index))
    else steps.push(JSON.parse(quoted!) as string)
  }
  return steps
}

/** All that `parsePath` takes, as a regular expression. */
export const BODY_PATH = String.raw`^(?:[^.[\]"]+|${BRACKETS})(?:\.[^.[\]"]+|${BRACKETS})*$`
const PATH = new RegExp(BODY_PATH)

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
