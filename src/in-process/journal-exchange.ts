import { createParser } from 'eventsource-parser'
import { parsed } from '../json/parsed.ts'
import { sentBody } from '../journal/answer.ts'
import type { JournalEntry } from '../journal/entry.ts'
import { hideKeys } from '../journal/secrets.ts'
import { journalView } from '../journal/view.ts'
import type { Copies, JournalView } from '../journal/view.ts'

/** An exchange of the journal, with the bodies of both sides parsed. */
export interface JournalExchange extends Omit<JournalView, 'request'> {
  readonly request: JournalView['request'] & {
    /** The whole body; undefined where it is no JSON. */
    readonly json: any
  }
  readonly answer: JournalAnswer
}

export interface JournalAnswer {
  /** Null as long as there is none. */
  readonly status: number | null
  /** The body as far as it was sent; '' where it is no longer kept. */
  readonly text: string
  /** The body; undefined where it is no JSON, as that of a stream. */
  readonly json: any
  /** Of a stream: what its `data:` lines hold, each parsed; `[DONE]` as text. */
  readonly events: readonly any[]
}

/** Bodies are parsed when they are looked at. */
export function journalExchange(entry: JournalEntry, copies: Copies): JournalExchange {
  const view = journalView(entry, copies)
  return {
    ...view,
    request: {
      ...view.request,
      get json() {
        return parsed(hideKeys(Buffer.from(entry.request.body).toString('utf8')))
      },
    },
    answer: {
      status: entry.planned?.status ?? null,
      get text() {
        return hideKeys(sentBody(entry)?.toString('utf8') ?? '')
      },
      get json() {
        return parsed(this.text)
      },
      get events() {
        return eventsIn(this.text)
      },
    },
  }
}

function eventsIn(body: string): readonly unknown[] {
  const events: unknown[] = []
  createParser({ onEvent: ({ data }) => events.push(parsed(data) ?? data) }).feed(body)
  return events
}
