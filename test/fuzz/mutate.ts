import type { Random } from '../../src/random/random.ts'

const NASTY: readonly unknown[] = [
  null,
  true,
  0,
  -1,
  1.5,
  1e308,
  -1e308,
  Number.MAX_SAFE_INTEGER,
  '',
  ' ',
  '\u0000',
  '\ud834\udd1e',
  '../../etc/passwd',
  '{{ 1 | faker: "x" }}',
  '/a(b|c)+$/i',
  'x'.repeat(3_000),
  [],
  {},
  [[[[[]]]]],
  { ['__proto__']: 1 },
  { constructor: { prototype: {} } },
]
const NASTY_TEXT = [
  '\u0000',
  '\r\n',
  '\r\n\r\n',
  '{',
  '}',
  '"',
  '\\',
  ':',
  '- ',
  '&a *a',
  '\t',
  '\ufeff',
  '\ud800',
  '%',
  '0x',
  ';',
  '!!js/function ',
  '<<: *a',
  "'",
]

/** The value with some of its parts changed. */
export function mutatedJson(value: unknown, random: Random, keys: readonly string[] = []): unknown {
  const copy = structuredClone({ root: value }) as Record<string, unknown>
  for (let left = random.int(1, 3); left > 0; left--) mutateOnce(copy, random, keys)
  return copy['root'] ?? null
}

function mutateOnce(holder: object, random: Random, keys: readonly string[]): void {
  const places: [Record<string, unknown>, string][] = []
  const walk = (node: unknown): void => {
    if (typeof node !== 'object' || node === null || places.length > 5_000) return
    for (const key of Object.keys(node)) {
      places.push([node as Record<string, unknown>, key])
      walk((node as Record<string, unknown>)[key])
    }
  }
  walk(holder)
  if (places.length === 0) return
  const [node, key] = random.pick(places)
  const own = node[key]
  switch (random.int(0, 6)) {
    case 0:
      delete node[key]
      return
    case 1:
      node[key] = nasty(random)
      return
    case 2:
      node[key] = structuredClone(valueAt(random.pick(places)))
      return
    case 3:
      if (typeof own === 'object' && own !== null && !Array.isArray(own) && keys.length > 0)
        (own as Record<string, unknown>)[random.pick(keys)] = nasty(random)
      return
    case 4:
      if (typeof own === 'string') node[key] = mutatedText(own, random)
      return
    case 5:
      if (typeof own === 'number') node[key] = own * random.pick([-1, 0, 2, 1e6, 1e-6])
      return
    default:
      if (Array.isArray(own)) node[key] = [...own, ...own, ...own].slice(0, 200)
  }
}

/** The text with some of its characters gone, doubled or put in. */
export function mutatedText(text: string, random: Random): string {
  let out = text
  for (let left = random.int(1, 4); left > 0; left--) {
    const at = random.int(0, out.length)
    const length = random.int(0, Math.min(20, out.length - at))
    const inner = random.pick([
      '',
      out.slice(at, at + length).repeat(2),
      random.pick(NASTY_TEXT),
      random.pick(NASTY_TEXT).repeat(random.int(1, 40)),
    ])
    out = out.slice(0, at) + inner + out.slice(at + length)
  }
  return out
}

/** A value of its own: later changes are made in it. */
function nasty(random: Random): unknown {
  return structuredClone(random.pick(NASTY))
}

function valueAt([node, key]: [Record<string, unknown>, string]): unknown {
  return node[key]
}
