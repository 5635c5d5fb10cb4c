import { readdirSync, readFileSync } from 'node:fs'

const root = new URL('../../', import.meta.url)
const GUIDES = 'spec/guide/'

/** What users read: the README and the guides behind it, by path from the root. */
export const pages: Readonly<Record<string, string>> = Object.fromEntries(
  ['README.md', ...readdirSync(new URL(GUIDES, root)).map((name) => `${GUIDES}${name}`)].map((name) => [
    name,
    readFileSync(new URL(name, root), 'utf8'),
  ]),
)

/** All of them, one after another. */
export const documentation = Object.values(pages).join('\n')

/** The code blocks of a language. */
export function codeBlocks(language: string): readonly string[] {
  return [...documentation.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)]
    .filter(([, name]) => name === language)
    .map(([, , text]) => text!)
}
