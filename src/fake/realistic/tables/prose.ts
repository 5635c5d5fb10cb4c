import words from '../words.json' with { type: 'json' }
import { fullName } from './people.ts'
import { oneOf } from '../rule.ts'
import type { RuleTable, Scene } from '../rule.ts'
import { fillText, sentence, sentences } from '../../text/sentences.ts'
import { capitalized } from '../words.ts'

const WORDS = words.prose

/** Texts that people read: titles, sentences, questions. */
export const proseRules: RuleTable = [
  [/^name$|\bname$/, named],
  [/\b(title|headline|heading|subject line|caption|header)$/, title],
  [/^(question|query question|follow ?up( question)?|.* question)$/, question],
  [/^(query|search query|search term|search|q|prompt|input)$/, oneOf(WORDS.searches)],
  [/^(quote|saying)$/, oneOf(WORDS.quotes)],
  [/^(greeting|salutation text)$/, ({ place }) => `Hello ${place.person.first}, nice to meet you!`],
  [
    /\b(step|instruction|action|action item|task|todo|recommendation|suggestion|next step|advice|tip|activity|agenda|agenda item|goal|objective|responsibility)$/,
    instruction,
  ],
  [
    /\b(reason|reasoning|rationale|justification|explanation|analysis|thought|thoughts|chain of thought|thinking|evidence|cause|why)$/,
    prose(1, 2),
  ],
  [
    /\b(answer|response|reply|final answer|conclusion|result|output|verdict|solution|outcome|finding|insight|takeaway)$/,
    prose(1, 2),
  ],
  [/^(product )?(description|desc)$|\bdescription$/, description],
  [/\b(summary|overview|abstract|synopsis|details|detail|background|introduction|intro|plot)$/, prose(1, 3)],
  [
    /\b(content|body|text|article|story|essay|paragraph|post|document text|html|markdown|transcript|passage)$/,
    prose(2, 4),
  ],
  [
    /\b(message|comment|comments|note|notes|remark|remarks|review|feedback|observation|info|information|warning|error message|error|hint|sentence|line|point|key point|highlight|bullet|pro|con|strength|weakness|limitation|issue|challenge|problem|fact|claim|statement|example|definition|meaning|history|usage|disclaimer|objection|argument)$/,
    prose(1, 1),
  ],
  [/^(word|noun)$/, ({ faker }) => faker.word.noun()],
  [/^adjective$/, ({ faker }) => faker.word.adjective()],
  [/^verb$/, ({ faker }) => faker.word.verb()],
]

/** For a key that says nothing: a sentence where a sentence is described, else two words that go together. */
export function freeText(scene: Scene): string {
  const { faker, random, room, description } = scene
  if (
    room.min > 40 ||
    /\b(sentence|paragraph|detailed|explain|explanation|summary|describ|brief|why|how)\b/i.test(description)
  )
    return fit(scene, sentences(random, topicOf(scene), room.min > 120 ? 4 : 1))
  const two = `${faker.word.adjective()} ${faker.word.noun()}`
  return room.max < two.length ? faker.word.noun() : two
}

function prose(least: number, most: number) {
  return (scene: Scene): string =>
    fit(scene, sentences(scene.random, topicOf(scene), scene.random.int(least, most)))
}

/** Cuts to the room there is, but never to half a word; more where more is wanted. */
function fit(scene: Scene, text: string): string {
  const { min, max } = scene.room
  if (text.length >= min && text.length <= max) return text
  return text.length > max
    ? fillText(scene.random, min, max)
    : `${text} ${fillText(scene.random, Math.max(1, min - text.length - 1), max - text.length - 1)}`
}

function topicOf({ parent, words, random }: Scene): string {
  const subject = parent
    .replace(/\b(response|result|output|schema|model|request|input|data|object|item|list)\b/g, '')
    .trim()
  if (subject !== '' && subject.length < 40) return `the ${subject}`
  return /^(step|reason|answer|text|message|content|body|summary|description)$/.test(words) || words === ''
    ? random.pick(WORDS.subjectsOfAnswers)
    : random.pick(WORDS.subjects)
}

function description(scene: Scene): string {
  if (/product|item|goods|article/.test(scene.parent) || scene.words.startsWith('product'))
    return fit(scene, scene.faker.commerce.productDescription())
  if (/recipe|dish|meal|menu/.test(scene.parent)) return fit(scene, scene.faker.food.description())
  return fit(scene, sentence(scene.random, topicOf(scene)))
}

function title(scene: Scene): string {
  const { random, faker, parent } = scene
  if (/book|novel/.test(parent)) return faker.book.title()
  if (/song|track/.test(parent)) return faker.music.songName()
  if (/recipe|dish/.test(parent)) return faker.food.dish()
  if (/movie|film|show/.test(parent)) return random.pick(WORDS.filmTitles)
  if (/person|employee|contact|user/.test(parent)) return faker.person.jobTitle()
  const noun = titleCase(random.pick(WORDS.themes))
  return random.pick([
    `A Practical Guide to ${noun}`,
    `${noun}: What to Know First`,
    `Getting Started with ${noun}`,
    `Five Ideas for ${noun}`,
  ])
}

function question({ random }: Scene): string {
  const what = random.pick(WORDS.questionObjects)
  return random.pick([
    `What is ${what} of this approach?`,
    `Which option fits your budget best?`,
    `How would you describe ${what}?`,
    `When do you need the result?`,
  ])
}

function instruction({ random, parent, place, faker }: Scene): string {
  if (/recipe|dish|meal|cook/.test(`${parent} ${place.key}`))
    return `${random.pick(WORDS.cookingVerbs)} the ${faker.food.ingredient()} ${random.pick(WORDS.cookingEnds)}.`
  const action = random.pick(WORDS.actions)
  const object = random.pick(WORDS.actionObjects)
  return `${action} ${object}.`
}

/** A name of nothing that is known: of the whole answer it is a person's, elsewhere it is a thing's. */
function named(scene: Scene): string {
  const { words, parent, faker } = scene
  if (words === 'name' && (parent === '' || scene.place.depth <= 1)) return fullName(scene)
  return `${capitalized(faker.word.adjective())} ${capitalized(faker.word.noun())}`
}

function titleCase(text: string): string {
  return text.split(' ').map(capitalized).join(' ')
}
