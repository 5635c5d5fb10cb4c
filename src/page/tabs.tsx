import type { ComponentChildren } from 'preact'
import { useState } from 'preact/hooks'

export interface TabItem {
  readonly name: string
  readonly content: () => ComponentChildren
}

let count = 0

/** Several views of one thing, of which one is seen. Arrow keys move between them. */
export function Tabs({ label, items }: { readonly label: string; readonly items: readonly TabItem[] }) {
  const [at, setAt] = useState(0)
  const [id] = useState(() => `tabs${++count}`)
  const onKey = (event: KeyboardEvent) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key]
    if (step === undefined) return
    const next = (at + step + items.length) % items.length
    setAt(next)
    document.getElementById(`${id}-${next}`)?.focus()
  }
  const shown = items[Math.min(at, items.length - 1)]
  return (
    <div class="tabs">
      <div role="tablist" aria-label={label} onKeyDown={onKey}>
        {items.map(({ name }, index) => (
          <button
            key={name}
            id={`${id}-${index}`}
            role="tab"
            type="button"
            aria-selected={at === index}
            aria-controls={`${id}-panel`}
            tabIndex={at === index ? 0 : -1}
            onClick={() => setAt(index)}
          >
            {name}
          </button>
        ))}
      </div>
      <div role="tabpanel" id={`${id}-panel`} aria-labelledby={`${id}-${at}`} tabIndex={0}>
        {shown?.content()}
      </div>
    </div>
  )
}
