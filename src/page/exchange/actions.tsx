import { useState } from 'preact/hooks'
import { call } from '../api.ts'
import { failLike } from '../failures/order.tsx'
import { go } from '../place.ts'
import { act, tell } from '../store.ts'
import type { WholeExchange } from '../wire.ts'

/** What can be made of an exchange. */
const COPIES = [
  { format: 'curl', title: 'curl' },
  { format: 'vitest', title: 'Vitest test' },
  { format: 'pytest', title: 'pytest test' },
] as const

/** Play it again, take it along, keep it as a scenario, or have the next request fail like it. */
export function Actions({ exchange }: { readonly exchange: WholeExchange }) {
  const [draft, setDraft] = useState<{ readonly file: string; readonly text: string }>()
  const at = `journal/${encodeURIComponent(exchange.id)}`
  const replay = () =>
    act(async () => {
      const { entry } = await call<{ entry: { id: string } }>('POST', `${at}/replay`)
      go('exchanges', entry.id)
    }, 'Played again.')
  const copy = (format: string, title: string) =>
    act(async () => {
      await navigator.clipboard.writeText(await call<string>('GET', `${at}?format=${format}`))
    }, `Copied as ${title}.`)
  const startDraft = () =>
    act(async () => {
      const text = await call<string>('GET', `${at}?format=scenario`)
      setDraft({ file: `recorded/${exchange.id}.yaml`, text })
    })
  return (
    <div class="actions">
      <button onClick={() => void replay()}>Play again</button>
      {COPIES.map(({ format, title }) => (
        <button key={format} onClick={() => void copy(format, title)}>
          Copy as {title}
        </button>
      ))}
      <button onClick={() => void startDraft()}>Save as scenario</button>
      <button onClick={() => failLike(exchange)}>Make the next one fail …</button>
      {draft === undefined ? null : <Draft draft={draft} onClose={() => setDraft(undefined)} />}
    </div>
  )
}

function Draft(props: {
  readonly draft: { readonly file: string; readonly text: string }
  readonly onClose: () => void
}) {
  const save = async (event: SubmitEvent) => {
    event.preventDefault()
    const data = new FormData(event.target as HTMLFormElement)
    const file = String(data.get('file'))
    const saved = await act(() =>
      call('PUT', `files/${encodePath(file)}`, { text: String(data.get('text')), new: true }),
    )
    if (!saved) return
    props.onClose()
    tell(`Saved as ${file}. The next request like this gets this answer.`)
  }
  return (
    <form class="card draft" onSubmit={(event) => void save(event)} aria-label="A scenario of this exchange">
      <label>
        File
        <input name="file" value={props.draft.file} required />
      </label>
      <label>
        Scenario
        <textarea name="text" rows={14} spellcheck={false}>
          {props.draft.text}
        </textarea>
      </label>
      <div class="actions">
        <button class="main">Save</button>
        <button type="button" onClick={props.onClose}>
          Cancel
        </button>
      </div>
    </form>
  )
}

export function encodePath(path: string): string {
  return path.split('/').map(encodeURIComponent).join('/')
}
