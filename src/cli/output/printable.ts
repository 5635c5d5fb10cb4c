const CONTROLS = /[\u0000-\u001f\u007f-\u009f]/g

/** What an answer holds must not steer the terminal. */
export function printable(text: string): string {
  return text.replace(CONTROLS, '?')
}

/** The same, and it can be seen which characters those were: `\u001b`. */
export function withEscapes(text: string): string {
  return text.replace(CONTROLS, (char) => JSON.stringify(char).slice(1, -1))
}
