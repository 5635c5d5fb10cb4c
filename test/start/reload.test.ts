import { writeFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { createEmulator } from '../../src/index.ts'
import { newFolder, scenarioFile, writeFiles } from '../disk/support.ts'

const SEQUENCE = (last: string) =>
  `scenarios:\n  - { name: steps, when: step, replies: [one, two, ${last}], then: last }\n  - { name: other, when: state, reply: x, set_state: s }\n  - { name: seen, when: { message: look, state: s }, reply: seen }\n`

async function ask(url: string, content: string) {
  const response = await fetch(`${url}/chat/completions`, {
    method: 'POST',
    body: JSON.stringify({ messages: [{ role: 'user', content }] }),
  })
  const { choices } = (await response.json()) as { choices?: { message: { content: string } }[] }
  return { rule: response.headers.get('x-emulator-scenario'), content: choices?.[0]?.message.content }
}

test('positions and states of sessions survive a reload', async () => {
  const folder = await newFolder()
  await writeFiles(folder, { 'a.yaml': SEQUENCE('three') })
  await using emulator = await createEmulator({ scenarios: folder })
  expect([
    (await ask(emulator.baseURL, 'step')).content,
    (await ask(emulator.baseURL, 'state')).rule,
  ]).toEqual(['one', 'other'])
  await writeFile(`${folder}/a.yaml`, SEQUENCE('drei'))
  expect(await emulator.reload()).toBe(true)
  const after = [
    await ask(emulator.baseURL, 'step'),
    await ask(emulator.baseURL, 'step'),
    await ask(emulator.baseURL, 'look'),
  ]
  expect(after.map(({ content }) => content)).toEqual(['two', 'drei', 'seen'])
})

test('no request is answered by half a set while files change', async () => {
  const folder = await newFolder()
  const write = (set: string) =>
    writeFiles(
      folder,
      Object.fromEntries(
        ['a', 'b', 'c'].map((it) => [
          `${it}.yaml`,
          scenarioFile(`${set}${it}`).replace(`when: ${set}${it}`, `when: go`),
        ]),
      ),
    )
  await write('x')
  await using emulator = await createEmulator({ scenarios: folder, watch: true })
  const seen = new Set<string | null>()
  for (const set of ['y', 'x', 'z']) {
    const written = write(set)
    for (let i = 0; i < 25; i++) seen.add((await ask(emulator.baseURL, 'go')).rule)
    await written
    await emulator.reload()
    expect((await ask(emulator.baseURL, 'go')).rule).toBe(`${set}a`)
  }
  expect([...seen].filter((rule) => rule === null || !/^[xyz]a$/.test(rule))).toEqual([])
})
