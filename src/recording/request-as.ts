import type { JournalEntry } from '../journal/entry.ts'
import { hideKeys, redactedHeaders } from '../journal/secrets.ts'

/** Headers that a client makes by itself. */
const OWN = /^(?:host|content-length|connection|accept-encoding|user-agent|accept)$/i

/** What a request can be copied as. */
export const COPIES: Readonly<Record<string, (entry: JournalEntry, origin: string) => string>> = {
  curl,
  vitest,
  pytest,
}

/** A curl command, to be run in a shell. `origin`: where the emulator is, as a URL without a path. */
function curl(entry: JournalEntry, origin: string): string {
  const headers = headersOf(entry).map(([name, value]) => `  -H ${quoted(`${name}: ${value}`)}`)
  const { method, target } = entry.request
  const lines = [`curl -N -X ${method} ${quoted(`${origin}${target}`)}`, ...headers]
  if (entry.request.body.length > 0) lines.push(`  --data-binary ${quoted(bodyOf(entry))}`)
  return `${lines.join(' \\\n')}\n`
}

/** A test for Vitest that expects the status it had. */
function vitest(entry: JournalEntry): string {
  const { method, target } = entry.request
  const body = entry.request.body.length === 0 ? '' : `\n    body: ${JSON.stringify(bodyOf(entry))},`
  return `import { expect } from 'vitest'
import { emulatorTest } from 'bifrost-emulator/vitest'

const test = emulatorTest({ scenarios: './scenarios', seed: ${entry.seed ?? 1} })

test(${JSON.stringify(`${method} ${pathOf(target)}`)}, async ({ emulator }) => {
  const response = await fetch(\`\${emulator.url}${target.replaceAll('`', '%60')}\`, {
    method: ${JSON.stringify(method)},
    headers: ${JSON.stringify(Object.fromEntries(headersOf(entry)))},${body}
  })
  expect(response.status).toBe(${entry.planned?.status ?? 200})
})
`
}

/** The same for pytest, against an emulator that runs. */
function pytest(entry: JournalEntry, origin: string): string {
  const { method, target } = entry.request
  const data = entry.request.body.length === 0 ? 'None' : `${JSON.stringify(bodyOf(entry))}.encode()`
  return `import urllib.error
import urllib.request


def test_${pathOf(target).replace(/\W+/g, '_').replace(/^_|_$/g, '').toLowerCase()}():
    request = urllib.request.Request(
        ${JSON.stringify(`${origin}${target}`)},
        data=${data},
        headers=${JSON.stringify(Object.fromEntries(headersOf(entry)))},
        method=${JSON.stringify(method)},
    )
    try:
        status = urllib.request.urlopen(request, timeout=60).status
    except urllib.error.HTTPError as error:
        status = error.code
    assert status == ${entry.planned?.status ?? 200}
`
}

function headersOf({ request }: JournalEntry): readonly (readonly [string, string])[] {
  return redactedHeaders(request.headers.list).filter(([name]) => !OWN.test(name))
}

function bodyOf({ request }: JournalEntry): string {
  return hideKeys(Buffer.from(request.body).toString('utf8'))
}

function pathOf(target: string): string {
  return target.split('?', 1)[0]!
}

/** A word of a POSIX shell. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`
}
