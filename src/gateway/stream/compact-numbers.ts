/** Numbers that take little room. */
export type CompactNumbers = number | Uint8Array | Uint16Array | Float64Array

/** One number where all are equal, one or two bytes each where they are whole and small, eight otherwise. */
export function compactNumbers(numbers: readonly number[]): CompactNumbers {
  const [first = 0] = numbers
  if (numbers.every((number) => number === first)) return first
  const most = numbers.every((number) => number >= 0 && Number.isInteger(number))
    ? highest(numbers)
    : Infinity
  if (most <= 0xff) return Uint8Array.from(numbers)
  return most <= 0xffff ? Uint16Array.from(numbers) : Float64Array.from(numbers)
}

export function numberAt(numbers: CompactNumbers | readonly number[], index: number): number {
  return typeof numbers === 'number' ? numbers : numbers[index]!
}

function highest(numbers: readonly number[]): number {
  return numbers.reduce((most, number) => Math.max(most, number), 0)
}
