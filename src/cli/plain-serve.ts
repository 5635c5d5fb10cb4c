import { serveOptions } from './options/serve-options.ts'

/**
 * The arguments of `serve` where they are written as most are: known options, each given once, with its value behind it. As
 * yargs reads them, which takes a fifth of a start to load. Undefined for all others, and for what is wrong: that is for yargs.
 */
export function plainServeArguments(
  given: readonly string[],
): Readonly<Record<string, string | readonly string[] | true>> | undefined {
  const argv: Record<string, string | readonly string[] | true> = {}
  const args = given[0] === 'serve' ? given.slice(1) : given
  const paths: string[] = []
  for (let at = 0; at < args.length; at++) {
    const arg = args[at]!
    if (PATH.test(arg)) {
      paths.push(arg)
      continue
    }
    const name = arg === '-p' ? 'port' : arg.startsWith('--') ? arg.slice(2) : ''
    const kind = kindOf(name)
    const before = argv[name]
    if (kind === undefined || (before !== undefined && !kind.list)) return undefined
    if (!kind.takesValue) {
      argv[name] = true
      continue
    }
    const value = args[++at]
    // Yargs takes quotes off, and what begins with a dash for an option.
    if (value === undefined || !/^[^-"']/.test(value)) return undefined
    argv[name] = before === undefined ? value : [before, value].flat().map(String)
  }
  if (paths.length > 0) argv['paths'] = paths
  return argv
}

/** What can be nothing else: a bare word may be a command. */
const PATH = /^\.{0,2}\/[^"']*$/

function kindOf(name: string): { readonly takesValue: boolean; readonly list: boolean } | undefined {
  if (name === 'config') return { takesValue: true, list: false }
  return Object.hasOwn(serveOptions, name) ? serveOptions[name as keyof typeof serveOptions].kind : undefined
}
