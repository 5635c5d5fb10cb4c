/** `\p{Greek}`, `\pL`, `\p{^lu}`, `\p{IsGreek}` as JavaScript spells them; undefined for a property that it has not. */
export function propertyEscape(token: string): string | undefined {
  const [, letter, not, written] = /^\\([pP])\{?(\^?)([^}]*)\}?$/.exec(token)!
  const negative = (letter === 'P') !== (not === '^')
  const name = spellings(written!).find(exists)
  return name === undefined ? undefined : `\\${negative ? 'P' : 'p'}{${name}}`
}

function spellings(written: string): readonly string[] {
  const [key, value] =
    written.includes('=') || written.includes(':') ? written.split(/[=:]/, 2) : ['', written]
  const bare = (value ?? '').replace(/^Is_?/, '')
  const title = bare.toLowerCase().replace(/(?:^|_)[a-z]/g, (text) => text.toUpperCase())
  const names = [written, value ?? '', bare, title]
  if (/^(?:sc|script|scx|script_extensions)$/i.test(key ?? '')) return scripts([value ?? '', title])
  return [...names, ...scripts(names)]
}

function scripts(names: readonly string[]): string[] {
  return names.map((name) => `Script=${name}`)
}

const known = new Map<string, boolean>()

function exists(name: string): boolean {
  if (!/^[A-Za-z_=]{1,60}$/.test(name)) return false
  let found = known.get(name)
  if (found === undefined) {
    try {
      found = new RegExp(`\\p{${name}}`, 'u') instanceof RegExp
    } catch {
      found = false
    }
    if (known.size < 500) known.set(name, found)
  }
  return found
}
