import { readFileSync } from 'node:fs'

const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8')

/** The code block of the README that holds this text. */
export function readmeExample(text: string): string {
  const blocks = [...readme.matchAll(/^```(?:ts|js)\n([\s\S]*?)^```$/gm)].map(([, block]) => block!)
  const found = blocks.filter((block) => block.includes(text))
  if (found.length !== 1)
    throw new Error(`${found.length} examples of the README hold ${JSON.stringify(text)}`)
  return found[0]!
}
