import { errorCatalogue } from './catalogue.ts'

/**
 * The names of the catalogue that were probably meant by a word without its family (`rate_limit`), or by a status (`429`);
 * the likeliest first. Empty where nothing fits.
 */
export function meantErrors(word: string | number): readonly string[] {
  const text = String(word)
    .trim()
    .toLowerCase()
    .replaceAll(/[\s-]+/g, '_')
  if (/^\d{3}$/.test(text)) return namesWhere(({ status }) => String(status) === text)
  if (text.length < 3) return []
  const exact = namesWhere(({ name }) => afterDot(name) === text)
  return exact.length > 0 ? exact : namesWhere(({ name }) => afterDot(name).includes(text))
}

/** `did you mean "azure.rate_limit", or "azure.call_rate_limit"?`; undefined where nothing fits. `known`: all unless given. */
export function meantErrorHint(word: string | number, known?: readonly string[]): string | undefined {
  const [first, ...others] = meantErrors(word)
    .filter((name) => known?.includes(name) !== false)
    .map((name) => JSON.stringify(name))
  if (first === undefined) return undefined
  return `did you mean ${[first, ...others.slice(0, MOST_OTHERS)].join(', or ')}?`
}

const MOST_OTHERS = 3

function namesWhere(fits: (entry: { readonly name: string; readonly status: number }) => boolean) {
  return errorCatalogue()
    .filter(fits)
    .map(({ name }) => name)
}

function afterDot(name: string): string {
  return name.slice(name.indexOf('.') + 1)
}
