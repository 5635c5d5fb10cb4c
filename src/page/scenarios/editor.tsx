import { useEffect, useRef, useState } from 'preact/hooks'
import { call, Refused } from '../api.ts'
import { encodePath } from '../exchange/actions.tsx'
import { exchanges, refreshStatus, tell } from '../store.ts'
import { rowOf } from '../read-exchange.ts'
import type { Diagnostic } from '../wire.ts'
import type { CodeEditor } from './code-editor.ts'
import { DryRun } from './dry-run.tsx'

/** A file as it stands on disk; no version: it does not exist yet. */
interface ScenarioFile {
  readonly text: string
  readonly version?: string
}

const NEW = `# yaml-language-server: $schema=./scenario.schema.json
scenarios:
  - when: hello
    reply: Hello! How can I help?
`

/** One scenario file: checked as one types, saved only where it is right and nobody else changed it. */
export function Editor({ file, line }: { readonly file: string; readonly line: number }) {
  const place = useRef<HTMLDivElement>(null)
  const editor = useRef<CodeEditor | undefined>(undefined)
  const [read, setRead] = useState<ScenarioFile>()
  const [isChanged, setChanged] = useState(false)
  const [problems, setProblems] = useState<readonly Diagnostic[]>([])
  const [tried, setTried] = useState('')
  const path = `files/${encodePath(file)}`

  const load = async () => {
    const found = await call<ScenarioFile>('GET', path).catch((error: unknown): ScenarioFile | undefined => {
      if (error instanceof Refused && error.status === 404) return { text: NEW }
      tell(error instanceof Error ? error.message : String(error), true)
      return undefined
    })
    if (found === undefined) return
    setRead(found)
    setChanged(found.version === undefined)
    editor.current?.setText(found.text)
  }

  useEffect(() => void load(), [file])

  useEffect(() => {
    if (read === undefined || place.current === null || editor.current !== undefined) return
    const parent = place.current
    let isWanted = true
    void import('./code-editor.ts').then(async ({ createCodeEditor }) => {
      if (!isWanted) return
      const check = async (text: string) => {
        const { diagnostics } = await call<{ diagnostics: readonly Diagnostic[] }>('POST', 'files/check', {
          file,
          text,
        })
        setProblems(diagnostics)
        return diagnostics
      }
      const created = await createCodeEditor({
        parent,
        text: read.text,
        check,
        onChange: () => setChanged(true),
        onSave: () => void save(),
      })
      editor.current = created
      created.goTo(line)
    })
    return () => {
      isWanted = false
      editor.current?.destroy()
      editor.current = undefined
    }
  }, [read === undefined, file])

  const save = async () => {
    const text = editor.current?.text() ?? ''
    const version = current.current?.version
    try {
      const saved = await call<{ version: string }>(
        'PUT',
        path,
        version === undefined ? { text, new: true } : { text, version },
      )
      current.current = { text, version: saved.version }
      setRead(current.current)
      setChanged(false)
      tell(`${file} is saved.`)
      await refreshStatus()
    } catch (error) {
      tell(error instanceof Error ? error.message : String(error), true)
    }
  }
  const current = useRef<ScenarioFile | undefined>(undefined)
  current.current = read

  const errors = problems.filter(({ severity }) => severity === 'error')
  return (
    <section class="detail editor" aria-label={file}>
      <header class="title">
        <h2>
          {file} <span class="thin">{isChanged ? 'changed' : 'saved'}</span>
        </h2>
        <div class="actions">
          <button class="main" disabled={!isChanged || errors.length > 0} onClick={() => void save()}>
            Save
          </button>
          <button onClick={() => void load()}>Read from disk</button>
          <a class="close" href="#scenarios" aria-label="Close this file">
            ×
          </a>
        </div>
      </header>
      <div class="code" ref={place} />
      <div class="pad">
        {problems.length === 0 ? (
          <p class="good">Nothing is wrong.</p>
        ) : (
          <ul class="diagnostics">
            {problems.map((it, index) => (
              <li key={index} class={it.severity === 'error' ? 'bad' : 'warn'}>
                <button class="plain place" onClick={() => editor.current?.goTo(it.line)}>
                  line {it.line}
                </button>{' '}
                {it.message}
                {it.hint === undefined ? null : <small>{it.hint}</small>}
              </li>
            ))}
          </ul>
        )}
        <label>
          Try it on
          <select value={tried} onChange={(event) => setTried(event.currentTarget.value)}>
            <option value="">no exchange</option>
            {exchanges.value.slice(0, 50).map((it) => (
              <option key={it.id} value={it.id}>
                {it.id} {rowOf(it).question.slice(0, 60)}
              </option>
            ))}
          </select>
        </label>
        {tried === '' ? null : (
          <DryRun file={file} exchange={tried} text={() => editor.current?.text() ?? ''} />
        )}
      </div>
    </section>
  )
}
