import { describe, expect, test } from 'vitest'
import { fakeText, jsonWish } from '../../src/fake/fake-text.ts'
import { readTopic } from '../../src/fake/text/topic.ts'
import { readLanguage, readWish } from '../../src/fake/text/wish.ts'
import { createRandom } from '../../src/random/random.ts'
import { createEmulator } from '../../src/index.ts'
import { say } from '../in-process/ask.ts'

const made = (prompt: string, words?: number) =>
  Array.from({ length: 12 }, (_, seed) =>
    fakeText(createRandom(seed), { prompt, ...(words !== undefined && { words }) }),
  )

describe('the form that a prompt asks for is met', () => {
  test.each([
    ['List five European capitals', '-', 5],
    ['Give me 3 tips for a job interview', '-', 3],
    ['What are the top 10 programming languages?', '1.', 10],
    ['Write a numbered list of four steps to make coffee', '1.', 4],
    ['Nenne drei Tipps gegen Stress', '-', 3],
    ['请列出三个学习方法列表', '-', 3],
  ])('a list: %s', (prompt, mark, count) => {
    for (const text of made(prompt)) {
      const items = text.split('\n').filter((line) => /^(?:-|\d+\.) /.test(line))
      expect(items).toHaveLength(count)
      expect(new Set(items).size).toBe(count)
      expect(items[0]!.startsWith(mark)).toBe(true)
    }
  })

  test.each([
    ['Make a table comparing cats and dogs', '| Option | Effort | Fits |'],
    ['Create a table with columns name, price and rating', '| name | price | rating |'],
    ['Mach mir eine Tabelle über die Kosten von einem Auto', '| Möglichkeit | Aufwand | Geeignet für |'],
  ])('a table: %s', (prompt, head) => {
    for (const text of made(prompt)) {
      expect(text).toContain(`\n\n${head}\n|`)
      expect(text).not.toContain('undefined')
    }
  })

  test.each([
    ['Write a Python function that reverses a string', /```python\n[^`]*def /],
    ['Show me a SQL query for the top customers', /```sql\nSELECT/],
    ['Can you write a regular expression for emails?', /```\w+\n/],
  ])('code: %s', (prompt, shows) => {
    for (const text of made(prompt)) expect(text).toMatch(shows)
  })

  test.each([
    ['What is JSON?', undefined],
    ['How do I parse JSON in Go?', undefined],
    [
      'Return JSON with the keys name, age and city',
      { keys: ['name', 'age', 'city'], count: undefined, isBare: false },
    ],
    [
      'Only valid JSON: an array of 2 objects like {"id", "tags"}',
      { keys: ['id', 'tags'], count: 2, isBare: true },
    ],
    ['Answer in JSON', { keys: [], count: undefined, isBare: false }],
  ])('JSON: %s', (prompt, wish) => {
    expect(jsonWish(prompt)).toEqual(wish === undefined ? undefined : { form: 'json', ...wish })
  })

  test('JSON has the keys that were named, over a socket', async () => {
    await using emulator = await createEmulator({ seed: 7 })
    const wrapped = await say(emulator, 'Return JSON with the keys name, age and tags')
    const value = JSON.parse(/^```json\n([^`]*)\n```$/.exec(wrapped)![1]!)
    expect(value).toEqual({ name: expect.any(String), age: expect.any(Number), tags: expect.any(Array) })
    const bare = JSON.parse(
      await say(emulator, 'Give me a JSON array of 3 users with fields id and email. Only JSON.'),
    )
    expect(bare).toHaveLength(3)
    expect(await say(emulator, 'Return JSON with the keys name, age and tags')).toBe(wrapped)
  })

  test('a style that is ordered goes first, and a number of words is met beside a list', () => {
    expect(fakeText(createRandom(1), { style: 'prose', prompt: 'List five capitals' })).not.toContain('\n- ')
    for (const text of made('List five European capitals', 150))
      expect(Math.abs(text.split(/\s+/).length - 150)).toBeLessThanOrEqual(22)
  })

  test.each([
    'Book a table for two',
    'Tell me about the top of the mountain',
    'Why does this happen?',
    'hello',
  ])('prose stays prose: %s', (prompt) => expect(readWish(prompt)).toEqual({ form: 'prose' }))
})

describe('the language of a prompt, or the one that it names, is met', () => {
  test.each([
    ['Was ist die Hauptstadt von Frankreich?', 'German'],
    ['Hallo', 'German'],
    ['Quelle est la capitale de la France ?', 'French'],
    ['¿Cómo puedo aprender inglés?', 'Spanish'],
    ['Come si fa la pizza?', 'Italian'],
    ['日本の首都はどこですか？', 'Japanese'],
    ['你能解释一下吗？', 'Chinese'],
    ['Reply in French: what is photosynthesis?', 'French'],
    ['Translate "good morning" into German', 'German'],
    ['Explain tides auf Deutsch', 'German'],
    ['What is the capital of Germany?', undefined],
    ['The die was cast in the war', undefined],
    ['Is la Repubblica a newspaper?', undefined],
    ['Who speaks French in Canada?', undefined],
    ['', undefined],
  ])('%s', (prompt, name) => {
    expect(readLanguage(prompt)?.name).toBe(name)
  })

  test.each([
    ['Was ist die Hauptstadt von Frankreich?', /^[A-ZÄÖÜ].*[.!?]$/su, /\b(?:der|die|das|ein|eine)\b/],
    ['Quelle est la capitale de la France ?', /^[A-ZÀÉ].*[.!?]$/su, /\b(?:le|la|les|un|une)\b/],
    ['日本の首都はどこですか？', /^[\u3000-\u9fff\uff00-\uffef\n]+$/u, /。/],
    ['请解释一下光合作用', /^[\u3000-\u9fff\uff00-\uffef\n]+$/u, /。/],
  ])('nothing else is in the answer: %s', (prompt, whole, part) => {
    for (const text of made(prompt)) {
      expect(text).toMatch(whole)
      expect(text).toMatch(part)
      expect(text).not.toMatch(/\b(?:the|with)\b/)
    }
  })

  test('a length is met to the nearest sentence', () => {
    for (const words of [30, 80, 400])
      for (const text of made('Was ist die Hauptstadt von Frankreich?', words))
        expect(Math.abs(text.split(/\s+/).length - words)).toBeLessThanOrEqual(16)
  })
})

describe('what an answer is about', () => {
  test.each([
    ['What can you say about Lisbon?', 'question', 'Lisbon'],
    ['Say something nice about Lisbon', 'task', 'Lisbon'],
    ['Could you please tell me about the history of tea?', 'question', 'the history of tea'],
    ['Explain how TCP works', 'task', 'how TCP works'],
    ['Summarize our meeting notes', 'task', 'your meeting notes'],
    ['Make a table comparing cats and dogs', 'task', 'cats and dogs'],
    ['How do I reset my password?', 'howto', 'resetting your password'],
    ['Weather?', 'question', 'Weather'],
    ['Why is the sky blue?', 'quoted', ''],
    ['Should I buy or rent?', 'quoted', ''],
    ['My order 17 has not arrived yet.', 'none', ''],
    ['Rewrite this in a formal tone', 'none', ''],
  ])('%s', (prompt, intent, topic) => {
    expect(readTopic(prompt)).toMatchObject({ intent, topic })
  })

  test('no sentence has a verb or a question where a thing belongs', () => {
    const prompts = [
      'Say about Lisbon',
      'Can cats see in the dark?',
      'Plan a trip to Rome',
      'I need a refund',
      'Does it rain?',
    ]
    for (const prompt of prompts)
      for (const text of made(prompt))
        expect(text).not.toMatch(
          /\b(?:about|with|for|take|of) (?:say|can|plan|i|does)\b|^(?:Say|Plan|Does|Can) (?!.*”)/im,
        )
  })
})
