import { useState } from 'preact/hooks'
import { call } from '../api.ts'
import { act, refreshStatus } from '../store.ts'

/** Forgetting, and reading the files again. */
export function Reset() {
  const [session, setSession] = useState('')
  const [files, setFiles] = useState<string>()
  const reset = () =>
    act(
      async () => {
        await call('POST', 'reset', session === '' ? {} : { session })
        await refreshStatus()
      },
      session === '' ? 'Everything is forgotten.' : `Session ${session} is forgotten.`,
    )
  const reload = () =>
    act(async () => {
      const answer = await call<{ ok: boolean }>('POST', 'reload')
      setFiles(answer.ok ? 'read' : 'wrong')
      await refreshStatus()
    }, 'The files were read again.')
  return (
    <section class="card">
      <h2>Begin anew</h2>
      <p class="thin">Forgets turns, states, one-shot failures, chaos, added scenarios and exchanges.</p>
      <label>
        Session
        <input value={session} placeholder="all" onInput={(event) => setSession(event.currentTarget.value)} />
      </label>
      <div class="actions">
        <button onClick={() => void reset()}>Reset</button>
        <button onClick={() => void reload()}>Read the files again</button>
      </div>
      {files === 'wrong' ? (
        <p class="bad">
          A file is wrong; <a href="#scenarios">see where</a>.
        </p>
      ) : null}
    </section>
  )
}
