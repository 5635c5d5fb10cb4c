import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'

/** The names that a declaration file gives out, each with its kind: `function createEmulator`, `type ErrorName`. Sorted. */
export function publicNames(file: string): readonly string[] {
  const text = readFileSync(file, 'utf8').replace(/\/\*[\s\S]*?\*\//g, '')
  const own = [
    ...text.matchAll(/^export (?:declare )?(?:abstract )?(type|interface|class|function|const) (\w+)/gm),
  ]
  const lists = [...text.matchAll(/^export (type )?\{([^}]*)\}(?: from '(.+)')?/gm)]
  const all = [...text.matchAll(/^export type \* from '(.+)'/gm)]
  const names = [
    ...own.map(([, kind, name]) => `${kind === 'interface' ? 'type' : kind} ${name}`),
    ...lists.flatMap(([, type, list, from]) =>
      list!
        .split(',')
        .map((item) => item.trim())
        .filter((item) => item !== '')
        .map(
          (item) =>
            `${type === undefined ? kindOf(item.split(' as ')[0]!, file, from) : 'type'} ${item.split(' as ').at(-1)}`,
        ),
    ),
    ...all.flatMap(([, from]) => publicNames(fileOf(file, from!))),
  ]
  return [...new Set(names)].sort()
}

/** What a name is in the file that it comes from. */
function kindOf(name: string, file: string, from: string | undefined): string {
  const at = from === undefined ? file : fileOf(file, from)
  if (!existsSync(at)) return 'value'
  const declared = new RegExp(
    `^(?:export )?(?:declare )?(?:abstract )?(class|function|const) ${name}\\b`,
    'm',
  )
  return declared.exec(readFileSync(at, 'utf8'))?.[1] ?? 'value'
}

function fileOf(file: string, from: string): string {
  return path.resolve(path.dirname(file), from.replace(/\.[jt]s$/, '.d.ts'))
}
