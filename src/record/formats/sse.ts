import path from 'node:path'
import type { Importer } from '../imported.ts'

/** A stream of events as it stands. It holds no request: a message that names the file gets it. */
export const sse: Importer = (text, name) => {
  if (path.extname(name) !== '.sse' && !/^(?:data|event|id|retry|:)/.test(text)) return undefined
  const title = path.basename(name, path.extname(name))
  const events = text.split(/(?<=\n\n)/).filter((event) => event !== '')
  return {
    format: 'event stream',
    exchanges: [],
    scenarios: [
      {
        name: `imported ${title}`,
        when: { message: title },
        upstream: { headers: { 'content-type': 'text/event-stream' }, done: false, events },
      },
    ],
    left: [`the stream holds no request: a message that contains ${JSON.stringify(title)} gets it`],
  }
}
