import { documentation } from '../support/documentation.ts'

/** The code block of the README or a guide that holds this text. */
export function readmeExample(text: string): string {
  const blocks = [...documentation.matchAll(/^```(?:ts|js)\n([\s\S]*?)^```$/gm)].map(([, block]) => block!)
  const found = blocks.filter((block) => block.includes(text))
  if (found.length !== 1)
    throw new Error(`${found.length} examples of the documentation hold ${JSON.stringify(text)}`)
  return found[0]!
}
