/** Completion tokens that models give at most, by the beginning of their name; the longer name goes first. */
const MOST: readonly (readonly [prefix: string, tokens: number])[] = [
  ['gpt-4o', 16_384],
  ['gpt-4.1', 32_768],
  ['gpt-4-turbo', 4_096],
  ['gpt-35-turbo', 4_096],
  ['gpt-5', 128_000],
  ['o1', 100_000],
  ['o3', 100_000],
  ['o4', 100_000],
]

/** Undefined for a model that is not known. */
export function mostTokens(model: string): number | undefined {
  return MOST.find(([prefix]) => model.startsWith(prefix))?.[1]
}
