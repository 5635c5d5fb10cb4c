/** Puts each element of a compact JSON text on a line of its own; empty lists and objects stay together. */
export function indentJson(text: string, indent: string): string {
  let out = ''
  let level = 0
  let from = 0
  let at = 0
  const breakLine = () => {
    out += `${text.slice(from, at)}\n${indent.repeat(level)}`
    from = at
  }
  while (at < text.length) {
    const char = text[at]
    if (char === '"') {
      at = closingQuote(text, at + 1)
    } else if (char === '{' || char === '[') {
      at++
      const next = text[at]
      if (next === '}' || next === ']') at++
      else {
        level++
        breakLine()
      }
    } else if (char === '}' || char === ']') {
      level--
      breakLine()
      at++
    } else if (char === ',') {
      at++
      breakLine()
    } else if (char === ':') {
      at++
      out += `${text.slice(from, at)} `
      from = at
    } else {
      at++
    }
  }
  return out + text.slice(from)
}

/** Behind the quote that ends the string whose content begins at `from`. */
function closingQuote(text: string, from: number): number {
  let quote = text.indexOf('"', from)
  while (isEscaped(text, quote)) quote = text.indexOf('"', quote + 1)
  return quote + 1
}

function isEscaped(text: string, quote: number): boolean {
  let slashes = 0
  while (text[quote - slashes - 1] === '\\') slashes++
  return slashes % 2 === 1
}
