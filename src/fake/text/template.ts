/** A text with `{slots}`, taken apart once. */
export interface TextTemplate {
  /** What stands between the slots; one more than there are slots. */
  readonly texts: readonly string[]
  readonly slots: readonly string[]
}

export function textTemplate(text: string): TextTemplate {
  const parts = text.split(/\{(\w+)\}/)
  return {
    texts: parts.filter((_part, index) => index % 2 === 0),
    slots: parts.filter((_part, index) => index % 2 === 1),
  }
}

/** The text with its slots filled in, from the first to the last. */
export function filled({ texts, slots }: TextTemplate, value: (slot: string) => string): string {
  let text = texts[0]!
  for (let at = 0; at < slots.length; at++) text += value(slots[at]!) + texts[at + 1]!
  return text
}

/** The same for a text that is used now and then. */
export function fill(text: string, values: Readonly<Record<string, string>>): string {
  return text.replaceAll(/\{(\w+)\}/g, (_slot, name: string) => values[name]!)
}
