/**
 * Sorts the members of every object that stands under `key` in a JSON text, at all depths, without rewriting anything
 * else: how numbers and strings are spelt stays to be compared. Text without the key, or whose value there is no
 * object, comes back as it is.
 */
export function sortMembers(text: string, key: string): string {
  const marker = new RegExp(`(?<!\\\\)"${key}":(?=\\{)`, 'g')
  let result = ''
  let at = 0
  for (let found = marker.exec(text); found !== null; found = marker.exec(text)) {
    const start = found.index + found[0].length
    const end = endOfValue(text, start)
    result += text.slice(at, start) + sortValue(text.slice(start, end))
    at = end
    marker.lastIndex = end
  }
  return result + text.slice(at)
}

function sortValue(value: string): string {
  if (value.startsWith('{')) return `{${splitMembers(value).map(sortMember).sort().join(',')}}`
  if (value.startsWith('[')) return `[${splitMembers(value).map(sortValue).join(',')}]`
  return value
}

function sortMember(member: string): string {
  const colon = endOfString(member, 0)
  return member.slice(0, colon + 1) + sortValue(member.slice(colon + 1))
}

/** The texts between the commas of one object or list. */
function splitMembers(value: string): string[] {
  const members: string[] = []
  let start = 1
  for (let at = 1; at < value.length - 1; at++) {
    const end = memberEnd(value, at)
    members.push(value.slice(start, end))
    start = end + 1
    at = end
  }
  return members
}

function memberEnd(value: string, from: number): number {
  let at = from
  while (at < value.length - 1 && value[at] !== ',')
    at = isOpening(value[at]) ? endOfValue(value, at) : at + 1
  return at
}

/** One past the string, object or list that begins at `start`. Throws when it does not end. */
function endOfValue(text: string, start: number): number {
  if (text[start] === '"') return endOfString(text, start)
  let depth = 0
  let at = start
  while (at < text.length) {
    const char = text[at]
    if (char === '"') {
      at = endOfString(text, at)
      continue
    }
    if (char === '{' || char === '[') depth++
    if (char === '}' || char === ']') depth--
    at++
    if (depth === 0) return at
  }
  throw new Error('JSON that does not end')
}

function endOfString(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at++) {
    if (text[at] === '\\') at++
    else if (text[at] === '"') return at + 1
  }
  throw new Error('a JSON string that does not end')
}

function isOpening(char: string | undefined): boolean {
  return char === '"' || char === '{' || char === '['
}
