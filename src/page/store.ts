import { computed, signal } from '@preact/signals'
import { call, follow, Refused } from './api.ts'
import type { FeedEvent } from './api.ts'
import type { Exchange, Rule, Status } from './wire.ts'

/** More are forgotten, the oldest first. */
const MOST = 5000

export const isConnected = signal(false)
export const needsToken = signal(false)
export const status = signal<Status | undefined>(undefined)
export const rules = signal<readonly Rule[]>([])
/** What the page itself has to tell: an error of an action, or that it worked. */
export const notice = signal<{ readonly text: string; readonly isError: boolean } | undefined>(undefined)

const known = new Map<string, Exchange>()
const version = signal(0)
/** The newest first. */
export const exchanges = computed<readonly Exchange[]>(() => {
  void version.value
  return [...known.values()].reverse()
})

/** Loads what is known, then keeps it up to date. */
export function start(): void {
  const abort = new AbortController()
  void follow(onEvent, onState, abort.signal)
  void refresh()
  setInterval(() => document.visibilityState === 'visible' && void refreshStatus(), 2000)
}

export async function refresh(): Promise<void> {
  await act(async () => {
    const { entries } = await call<{ entries: readonly Exchange[] }>('GET', 'journal?limit=1000')
    for (const entry of entries) put(entry)
    drawSoon()
  })
  await refreshStatus()
}

export async function refreshStatus(): Promise<void> {
  await act(async () => {
    status.value = await call<Status>('GET', 'status')
    rules.value = (await call<{ scenarios: readonly Rule[] }>('GET', 'scenarios')).scenarios
  })
}

/** Runs an action; what goes wrong is told. True when it worked. */
export async function act(work: () => Promise<unknown>, done?: string): Promise<boolean> {
  try {
    await work()
    needsToken.value = false
    if (done !== undefined) tell(done)
    return true
  } catch (error) {
    if (error instanceof Refused && error.status === 401) needsToken.value = true
    else if (error instanceof Refused) tell(error.message, true)
    else isConnected.value = false
    return false
  }
}

export function tell(text: string, isError = false): void {
  notice.value = { text, isError }
  if (!isError) setTimeout(() => notice.value?.text === text && (notice.value = undefined), 4000)
}

export function forgetExchanges(): void {
  known.clear()
  drawSoon()
}

let lost = false

function onState(isOpen: boolean): void {
  isConnected.value = isOpen
  // What happened between two connections may be too old for the feed.
  if (isOpen && lost) void refresh()
  lost = !isOpen
}

function onEvent({ event, data }: FeedEvent): void {
  if (event === 'missed') return void refresh()
  if (event.startsWith('exchange-')) {
    const entry = data as Exchange & { readonly forgotten?: true }
    if (entry.forgotten !== true) put(entry)
    drawSoon()
  } else void refreshStatus()
}

function put(entry: Exchange): void {
  known.set(entry.id, entry)
  for (const oldest of known.keys()) {
    if (known.size <= MOST) break
    known.delete(oldest)
  }
}

let isDue = false

/** Under load many exchanges come between two frames of the screen. */
function drawSoon(): void {
  if (isDue) return
  isDue = true
  setTimeout(() => {
    isDue = false
    version.value++
  }, 60)
}
