import { signal } from '@preact/signals'

export const TABS = ['exchanges', 'scenarios', 'failures', 'try', 'figures'] as const
export type Tab = (typeof TABS)[number]

/** Where the page is: a tab and what is open in it, as the fragment of the address says. */
export const place = signal(read())

addEventListener('hashchange', () => (place.value = read()))

export function go(tab: Tab, open = ''): void {
  location.hash = open === '' ? tab : `${tab}/${encodeURIComponent(open)}`
}

function read(): { readonly tab: Tab; readonly open: string } {
  const [name = '', open = ''] = location.hash.slice(1).split('/')
  const tab = TABS.find((it) => it === name) ?? 'exchanges'
  return { tab, open: decoded(open) }
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
