import type { Problem } from './problem.ts'

/** A file of more than this many bytes (or characters) is refused. */
export const MAX_FILE_SIZE = 8 * 1024 * 1024
/** The same for a file that a scenario file names: recorded answers of 10 MB are real. */
export const MAX_ATTACHED_SIZE = 64 * 1024 * 1024

/** The text of a file, or why it cannot be one. Bytes must be UTF-8; a byte order mark is dropped. */
export function sourceText(content: string | Uint8Array, most = MAX_FILE_SIZE): string | Problem {
  if (content.length > most) {
    return refuse(
      'too-large',
      `the file is larger than ${most / 1024 / 1024} MiB`,
      'split it into several files',
    )
  }
  const text = typeof content === 'string' ? content : decode(content)
  if (text === undefined || text.includes('\0')) {
    return refuse(
      'not-text',
      'the file is not UTF-8 text',
      'save it as UTF-8, or keep other files out of the folder',
    )
  }
  if (text.includes('\r') && !text.includes('\n') && /\r\s*-/.test(text)) {
    return refuse(
      'not-text',
      'the lines of the file end in a carriage return alone',
      'save it with LF or CRLF',
    )
  }
  return text.startsWith('\uFEFF') ? text.slice(1) : text
}

function decode(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return undefined
  }
}

function refuse(code: Problem['code'], message: string, hint: string): Problem {
  return { code, at: { start: 0, end: 0 }, message, hint }
}
