import type { ComponentChildren } from 'preact'
import { token } from './api.ts'
import { Exchanges } from './exchanges.tsx'
import { Failures } from './failures/failures.tsx'
import { Figures } from './figures.tsx'
import { go, place, TABS } from './place.ts'
import type { Tab } from './place.ts'
import { Scenarios } from './scenarios/scenarios.tsx'
import { isConnected, needsToken, notice, refresh, status } from './store.ts'
import { TryIt } from './try-it.tsx'

const TITLES: Readonly<Record<Tab, string>> = {
  exchanges: 'Exchanges',
  scenarios: 'Scenarios',
  failures: 'Failures',
  try: 'Try it',
  figures: 'Figures',
}

export function App() {
  const { tab } = place.value
  return (
    <>
      <Header />
      {needsToken.value ? <AskToken /> : <main id="main">{CONTENT[tab]()}</main>}
      <Notice />
    </>
  )
}

const CONTENT: Readonly<Record<Tab, () => ComponentChildren>> = {
  exchanges: () => <Exchanges />,
  scenarios: () => <Scenarios />,
  failures: () => <Failures />,
  try: () => <TryIt />,
  figures: () => <Figures />,
}

function Header() {
  const now = status.value
  return (
    <header class="top">
      <h1>bifrost-emulator</h1>
      <nav aria-label="Parts of the page">
        {TABS.map((tab) => (
          <a key={tab} href={`#${tab}`} aria-current={place.value.tab === tab ? 'page' : undefined}>
            {TITLES[tab]}
            {tab === 'scenarios' && (now?.scenarios.last_reload?.errors.length ?? 0) > 0 ? (
              <span class="badge bad">{now!.scenarios.last_reload!.errors.length}</span>
            ) : null}
          </a>
        ))}
      </nav>
      <dl class="facts">
        {now === undefined ? null : (
          <>
            <Fact name="gateway" value={now.lines.join(', ')} />
            <Fact name="seed" value={String(now.seed)} />
            <Fact
              name={now.clock === 'manual' ? 'clock' : 'speed'}
              value={now.clock === 'manual' ? 'manual' : `${now.speed}×`}
            />
          </>
        )}
        <div>
          <dt class="hidden">connection</dt>
          <dd>
            <span class={isConnected.value ? 'live' : 'lost'} role="status">
              {isConnected.value ? 'live' : 'not connected'}
            </span>
          </dd>
        </div>
      </dl>
    </header>
  )
}

function Fact({ name, value }: { readonly name: string; readonly value: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  )
}

/** Off loopback the emulator wants its token. */
function AskToken() {
  const submit = (event: SubmitEvent) => {
    event.preventDefault()
    token.set(String(new FormData(event.target as HTMLFormElement).get('token')))
    void refresh()
  }
  return (
    <main id="main" class="pad">
      <form class="card narrow" onSubmit={submit}>
        <h2>This emulator wants a token</h2>
        <p>
          It was started with <code>--token</code>. The token stays in this browser tab.
        </p>
        <label>
          Token
          <input name="token" type="password" autocomplete="off" required />
        </label>
        <button class="main">Open</button>
      </form>
    </main>
  )
}

function Notice() {
  const now = notice.value
  return (
    <div class="notice" role="status" aria-live="polite">
      {now === undefined ? null : (
        <p class={now.isError ? 'bad' : 'good'}>
          {now.text}
          <button class="plain" aria-label="Close this message" onClick={() => (notice.value = undefined)}>
            ×
          </button>
        </p>
      )}
    </div>
  )
}

// The number keys switch between the parts, unless somebody types.
addEventListener('keydown', (event) => {
  const isTyping =
    (event.target as HTMLElement).closest('input, textarea, select, [contenteditable]') !== null
  const tab = TABS[Number(event.key) - 1]
  if (!isTyping && tab !== undefined && !event.ctrlKey && !event.metaKey && !event.altKey) go(tab)
})
