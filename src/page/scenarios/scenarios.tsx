import { useEffect, useState } from 'preact/hooks'
import { Place } from '../exchange/why.tsx'
import { go, place } from '../place.ts'
import { rules, status } from '../store.ts'
import type { Diagnostic } from '../wire.ts'
import { Editor } from './editor.tsx'

/** Scenario files, their rules, what is wrong in them, and an editor. */
export function Scenarios() {
  const [file, line] = splitPlace(place.value.open)
  const reload = status.value?.scenarios.last_reload
  const trouble = [...(reload?.errors ?? []), ...(reload?.warnings ?? [])]
  return (
    <div class="split scenarios">
      <section class="list pad" aria-label="Scenario files">
        <Files open={file} />
        {trouble.length === 0 ? (
          <p class="thin">The last reading found nothing wrong.</p>
        ) : (
          <ul class="diagnostics">
            {trouble.map((it, index) => (
              <Trouble key={index} diagnostic={it} />
            ))}
          </ul>
        )}
        <Rules />
      </section>
      {file === '' ? (
        <section class="detail pad">
          <p class="thin">Open a file to edit it.</p>
        </section>
      ) : (
        <Editor key={file} file={file} line={line} />
      )}
    </div>
  )
}

/** `file:line:column`, as rules and mistakes have it. */
function splitPlace(at: string): readonly [file: string, line: number] {
  const match = /^(.*?)(?::(\d+))?(?::\d+)?$/.exec(at)
  return [match?.[1] ?? '', Number(match?.[2] ?? 1)]
}

function Files({ open }: { readonly open: string }) {
  const files = status.value?.scenarios.files ?? []
  const [name, setName] = useState('')
  return (
    <>
      <h2>Files</h2>
      <ul class="files">
        {files.map((file) => (
          <li key={file}>
            <a
              href={`#scenarios/${encodeURIComponent(file)}`}
              aria-current={file === open ? 'true' : undefined}
            >
              {file}
            </a>
          </li>
        ))}
      </ul>
      <form
        class="actions"
        onSubmit={(event) => {
          event.preventDefault()
          go('scenarios', name)
        }}
      >
        <input
          aria-label="Name of a new file"
          placeholder="new.yaml"
          required
          pattern=".*\.(yaml|yml|json)"
          value={name}
          onInput={(event) => setName(event.currentTarget.value)}
        />
        <button>New file</button>
      </form>
    </>
  )
}

function Trouble({ diagnostic }: { readonly diagnostic: Diagnostic }) {
  const { file, line, column, message, hint, severity } = diagnostic
  return (
    <li class={severity === 'error' ? 'bad' : 'warn'}>
      <Place at={`${file}:${line}:${column}`} /> {message}
      {hint === undefined ? null : <small>{hint}</small>}
    </li>
  )
}

function Rules() {
  const [changed, setChanged] = useState<ReadonlySet<string>>(new Set())
  const hits = rules.value.map(({ name, hits: count }) => `${name} ${count}`).join('\n')
  const [before, setBefore] = useState(hits)
  useEffect(() => {
    if (before === hits) return
    const old = new Set(before.split('\n'))
    setChanged(
      new Set(
        rules.value.filter(({ name, hits: count }) => !old.has(`${name} ${count}`)).map(({ name }) => name),
      ),
    )
    setBefore(hits)
  }, [hits])
  return (
    <table class="rules">
      <caption>Scenarios in the order of matching</caption>
      <thead>
        <tr>
          <th>scenario</th>
          <th>answers with</th>
          <th>hits</th>
        </tr>
      </thead>
      <tbody>
        {rules.value.map((rule) => (
          <tr key={rule.name} class={changed.has(rule.name) ? 'changed' : ''}>
            <td>
              {rule.name}
              <br />
              {rule.runtime === true ? <small>added while it runs</small> : <Place at={rule.at} />}
            </td>
            <td>{[...new Set(rule.outcomes)].join(', ')}</td>
            <td>{rule.hits}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
