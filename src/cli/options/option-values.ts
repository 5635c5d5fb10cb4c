import { readDuration } from '../../values/duration.ts'

/** One kind of option value: how it reads from the text of the command line or the environment, or a value of the config file. */
export interface OptionKind<T> {
  /** For messages: "must be …". */
  readonly want: string
  readonly takesValue: boolean
  readonly list: boolean
  /** `undefined`: not such a value. */
  read(value: unknown): T | undefined
  /** Ends the sentence about a value that it is not, e.g. `; did you mean …?`. */
  hint?(value: unknown): string
}

export const text: OptionKind<string> = {
  want: 'a text',
  takesValue: true,
  list: false,
  read: (value) => (typeof value === 'string' && value !== '' ? value : undefined),
}

/** On the command line its name alone says true. */
export const flag: OptionKind<boolean> = {
  want: 'true or false',
  takesValue: false,
  list: false,
  read(value) {
    if (typeof value === 'boolean') return value
    if (/^(true|1|yes|on)$/i.test(String(value))) return true
    return /^(false|0|no|off|)$/i.test(String(value)) ? false : undefined
  },
}

/** One path or several. */
export const pathList: OptionKind<readonly string[]> = {
  want: 'a path or a list of paths',
  takesValue: true,
  list: true,
  read(value) {
    const list: readonly unknown[] = Array.isArray(value) ? value : [value]
    const paths = list.filter((it): it is string => typeof it === 'string' && it !== '')
    return paths.length === list.length && paths.length > 0 ? paths : undefined
  },
}

/** `api-key,x-team`, `requested` or `none`; also a list in the config file. */
export const headerNames: OptionKind<readonly string[] | 'requested'> = {
  want: 'names of headers with commas between, requested or none',
  takesValue: true,
  list: false,
  read(value) {
    if (value === 'requested' || value === 'none') return value === 'none' ? [] : value
    const names: readonly unknown[] = Array.isArray(value) ? value : String(value).split(',')
    const read = names.map((name) => String(name).trim())
    return read.every((name) => /^(?:\*|[\w!#$%&'*+.^`|~-]+)$/.test(name)) ? read : undefined
  },
}

export function wholeNumber(min: number, max: number): OptionKind<number> {
  return {
    want: `a whole number from ${min} to ${max}`,
    takesValue: true,
    list: false,
    read(value) {
      const number = numberOf(value)
      return number !== undefined && Number.isInteger(number) && number >= min && number <= max
        ? number
        : undefined
    },
  }
}

export const speedNumber: OptionKind<number> = {
  want: 'a number of at least 0',
  takesValue: true,
  list: false,
  read(value) {
    const number = numberOf(value)
    return number !== undefined && number >= 0 ? number : undefined
  },
}

/** `30m`, `90s`, `500ms`, `2h`, `0`; ms. Any other bare number is minutes no more than seconds: it is refused. */
export const duration: OptionKind<number> = {
  want: 'a time such as 30m, 90s or 2h',
  takesValue: true,
  list: false,
  read: (value) => (String(value) === '0' ? 0 : typeof value === 'string' ? readDuration(value) : undefined),
}

/** `64mb`, `512kb`, `1gb`; bytes. A bare number is refused: nobody knows of what. */
export const byteSize: OptionKind<number> = {
  want: 'a size such as 64mb or 1gb',
  takesValue: true,
  list: false,
  read(value) {
    const [, number, unit] = /^(\d+(?:\.\d+)?)(kb|mb|gb)$/i.exec(String(value)) ?? []
    return unit === undefined ? undefined : Number(number) * SIZES[unit.toLowerCase() as keyof typeof SIZES]
  },
}

const SIZES = { kb: 1024, mb: 1024 ** 2, gb: 1024 ** 3 } as const

export function oneOf<const W extends string>(...words: readonly W[]): OptionKind<W> {
  return {
    want: words.join(' or '),
    takesValue: true,
    list: false,
    read: (value) => words.find((word) => word === value),
  }
}

/** Decimal only: `0x10` and `1e3` on a command line are more often a mistake than a number. */
function numberOf(value: unknown): number | undefined {
  const written = typeof value === 'number' ? String(value) : value
  return typeof written === 'string' && /^\d+(\.\d+)?$/.test(written) ? Number(written) : undefined
}
