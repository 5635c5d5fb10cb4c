import { describe, expect, test } from 'vitest'
import { createRandom } from '../../src/random/random.ts'
import { fakeText, type TextStyle } from '../../src/fake/fake-text.ts'

const prompts = [
  'hello',
  'What is the capital of France?',
  'How do I bake sourdough bread?',
  'Write a Python function that sorts dates',
  'Explain quantum computing',
  '',
]
const wordsIn = (text: string) => text.split(/\s+/).filter((word) => word !== '').length

describe('length', () => {
  const lengths: readonly (readonly [TextStyle, number])[] = [
    ['prose', 8],
    ['prose', 25],
    ['prose', 60],
    ['prose', 300],
    ['prose', 2_000],
    ['markdown', 100],
    ['markdown', 150],
    ['markdown', 500],
    ['code', 100],
    ['code', 400],
  ]
  test.each(lengths)('%s of %i words is met within 15 %%', (style, words) => {
    for (const prompt of prompts)
      for (let seed = 0; seed < 20; seed++) {
        const count = wordsIn(fakeText(createRandom(seed), { style, words, prompt }))
        expect(Math.abs(count - words) / words, `${prompt} ${seed}: ${count}`).toBeLessThanOrEqual(0.15)
      }
  })
})

/** [prompt, style, what the text must show] */
const answers: readonly (readonly [string, TextStyle, RegExp])[] = [
  ['hello', 'prose', /^(hello|hi|hey)\b.*\?/i],
  ['Good morning!', 'prose', /^(hello|hi|hey)\b/i],
  ['thanks a lot', 'prose', /welcome|pleasure|glad/i],
  ['What is the capital of France?', 'prose', /^[^.!]*capital of France/i],
  ['Why is the sky blue?', 'prose', /^[^.!]*sky blue/i],
  ['How do I bake sourdough bread?', 'prose', /^[^.!]*bake sourdough bread/i],
  ['Explain quantum computing', 'prose', /^[^.!]*quantum computing/i],
  ['Can you tell me about the history of tea?', 'prose', /^[^.!]*history of tea/i],
  ['Write a Python function that sorts dates', 'code', /```python\n[^`]*def /],
  ['Show me how to debounce in TypeScript', 'code', /```typescript\n/],
  ['SQL query for the top ten customers', 'code', /```sql\nSELECT/],
  ['Explain photosynthesis', 'markdown', /^## Photosynthesis\n/],
  ['Explain photosynthesis', 'markdown', /^- \*\*/m],
  ['Explain photosynthesis', 'markdown', /^1\. /m],
  ['Explain photosynthesis', 'markdown', /^\| --- \| --- \| --- \|$/m],
  ['Explain photosynthesis', 'markdown', /^```\w+\n[^`]+\n```$/m],
]

describe('content', () => {
  test.each(answers)('%s as %s', (prompt, style, shows) => {
    for (let seed = 0; seed < 15; seed++)
      expect(fakeText(createRandom(seed), { style, prompt })).toMatch(shows)
  })

  test('echo gives the prompt back, to the letter', () => {
    expect(fakeText(createRandom(1), { style: 'echo', prompt: '  a\n<b> ' })).toBe('  a\n<b> ')
    expect(fakeText(createRandom(1), { style: 'echo' })).toBe('')
  })

  test('prose is made of sentences, not of lorem', () => {
    const text = fakeText(createRandom(4), { words: 400, prompt: 'Explain tides' })
    expect(text).not.toMatch(/lorem|ipsum|undefined|\$\{/i)
    for (const paragraph of text.split('\n\n')) expect(paragraph).toMatch(/^\p{Lu}.*[.!?]$/u)
    expect(text.split('\n\n').length).toBeGreaterThan(3)
  })

  test('long and odd prompts are borne', () => {
    for (const prompt of [
      'a'.repeat(100_000),
      '?'.repeat(5_000),
      '!!! ??? ...',
      '日本の首都は？',
      'x '.repeat(50_000),
      '\n\n',
    ])
      for (const style of ['prose', 'markdown', 'code'] as const)
        expect(fakeText(createRandom(1), { style, prompt, words: 120 }).length).toBeGreaterThan(50)
  })
})

describe('chance', () => {
  test.each(['prose', 'markdown', 'code'] as const)('%s: the seed decides', (style) => {
    const texts = Array.from({ length: 30 }, (_, seed) =>
      fakeText(createRandom(seed), { style, prompt: 'Explain tides' }),
    )
    expect(new Set(texts).size).toBe(30)
    expect(fakeText(createRandom(12), { style, prompt: 'Explain tides' })).toBe(texts[12])
  })
})
