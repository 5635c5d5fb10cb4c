import words from '../words.json' with { type: 'json' }
import { oneOf } from '../rule.ts'
import type { RuleTable, Scene } from '../rule.ts'
import { capitalized } from '../words.ts'

const WORDS = words.things

/** Things of the world, and the words by which they are sorted. */
export const thingRules: RuleTable = [
  [/\bstatus$/, status],
  [/^state$/, oneOf(WORDS.states)],
  [/\b(priority|severity|urgency|importance|impact|risk( level)?)$/, oneOf(WORDS.priorities)],
  [/^(level|difficulty|skill level|proficiency|experience level|complexity)$/, oneOf(WORDS.levels)],
  [/\b(sentiment|polarity)( label)?$/, oneOf(WORDS.sentiments)],
  [/\b(emotion|mood|feeling)$/, oneOf(WORDS.emotions)],
  [/^(tone|voice)$/, oneOf(WORDS.tones)],
  [/\bcolou?rs?$/, ({ faker }) => faker.color.human()],
  [/^(size|shirt size)$/, oneOf(WORDS.sizes)],
  [/^(unit|units|unit of measure(ment)?|uom)$/, ({ random, parent }) => random.pick(unitsFor(parent))],
  [/^temperature ?unit$/, oneOf(WORDS.temperatureUnits)],
  [/^(weather|condition|conditions|forecast|weather condition)$/, oneOf(WORDS.weather)],
  [/^wind ?direction$|^direction$/, oneOf(WORDS.directions)],
  [/\b(tag|keyword|label|hashtag)$/, oneOf(WORDS.tags)],
  [
    /\b(category|genre|classification|class|section|group)( name)?$/,
    ({ random, parent, words }) =>
      words.includes('genre') || /book|movie|film|song|album/.test(parent)
        ? random.pick(WORDS.genres)
        : random.pick(WORDS.categories),
  ],
  [
    /\b(type|kind)$/,
    ({ random, words }) => (/^(type|kind)$/.test(words) ? random.pick(WORDS.kinds) : undefined),
  ],
  [
    /\b(topic|subject area|theme|field|domain area|subject|interest|hobby|concept|entity|term|aspect)$/,
    oneOf(WORDS.topics),
  ],
  [/\b(skill|competency|technology|requirement)$/, oneOf(WORDS.skills)],
  [/\b(ingredient)( name)?$/, ({ faker }) => faker.food.ingredient()],
  [/\b(dish|recipe|meal|menu item)( name)?$|^recipe title$/, ({ faker }) => faker.food.dish()],
  [/^cuisine$/, oneOf(WORDS.cuisines)],
  [/^(fruit)$/, ({ faker }) => faker.food.fruit()],
  [/^(vegetable)$/, ({ faker }) => faker.food.vegetable()],
  [/^(animal|species|pet|breed)( name)?$/, ({ faker }) => faker.animal.type()],
  [/^(book|book title|novel)$/, ({ faker }) => faker.book.title()],
  [/^(song|song title|track|song name)$/, ({ faker }) => faker.music.songName()],
  [/^(artist|band|singer|musician)$/, ({ faker }) => faker.music.artist()],
  [/^album( title| name)?$/, ({ faker }) => faker.music.album()],
  [/^(movie|film|movie title|film title|show|series)$/, oneOf(WORDS.films)],
  [/^(vehicle|car|vehicle name)$/, ({ faker }) => faker.vehicle.vehicle()],
  [/^vin$/, ({ faker }) => faker.vehicle.vin()],
  [/^(license|licence|number) ?plate$|^vrm$/, ({ faker }) => faker.vehicle.vrm()],
  [/^fuel( type)?$/, ({ faker }) => faker.vehicle.fuel()],
  [/^airline( name)?$/, ({ faker }) => faker.airline.airline().name],
  [/\bairport$/, ({ faker }) => faker.airline.airport().name],
  [/\bairport ?code$|^iata( code)?$/, ({ faker }) => faker.airline.airport().iataCode],
  [
    /^flight( number)?$/,
    ({ faker }) => faker.airline.flightNumber({ addLeadingZeros: false }).padStart(3, '4'),
  ],
  [/^seat( number)?$/, ({ faker }) => faker.airline.seat()],
  [/^(element|chemical element)$/, ({ faker }) => faker.science.chemicalElement().name],
  [/^(license|licence)$/, oneOf(WORDS.licenses)],
  [/^emoji$/, oneOf(WORDS.emoji)],
  [/^(event|event name|meeting|event title|conference)$/, oneOf(WORDS.events)],
  [
    /^(project|project name|repository|repo|repo name)$/,
    ({ faker }) => `${capitalized(faker.word.adjective())} ${capitalized(faker.word.noun())}`,
  ],
  [/^(allergen|allergy)$/, oneOf(WORDS.allergens)],
  [/^(symptom)$/, oneOf(WORDS.symptoms)],
  [/^(medication|drug|medicine)( name)?$/, oneOf(WORDS.medications)],
  [/^(diagnosis|disease|medical condition)$/, oneOf(WORDS.diagnoses)],
  [/^dosage$/, oneOf(WORDS.dosages)],
  [/^(amenity|feature|perk|benefit)$/, oneOf(WORDS.amenities)],
  [/^(quantity|amount needed|measurement)$/, oneOf(WORDS.measures)],
  [/^(sort|sort ?by|order ?by|sort ?field|group ?by)$/, oneOf(WORDS.sortKeys)],
  [/^(order|sort ?order|sort ?direction)$/, oneOf(WORDS.sortOrders)],
  [/^(frequency|interval|recurrence|schedule|cadence|period)$/, oneOf(WORDS.frequencies)],
  [/^blood ?pressure$/, ({ random }) => `${random.int(110, 135)}/${random.int(70, 88)}`],
  [/^blood ?type$/, oneOf(WORDS.bloodTypes)],
  [/^name$/, nameOfThing],
]

function status({ random, parent, words }: Scene): string {
  const scope = `${parent} ${words}`
  if (/order|shipment|delivery/.test(scope)) return random.pick(WORDS.orderStatuses)
  if (/payment|invoice|billing/.test(scope)) return random.pick(WORDS.paymentStatuses)
  if (/task|ticket|issue|todo/.test(scope)) return random.pick(WORDS.taskStatuses)
  if (/marital/.test(scope)) return random.pick(WORDS.maritalStatuses)
  return random.pick(WORDS.statuses)
}

function unitsFor(parent: string): readonly string[] {
  if (/weather|temperature/.test(parent)) return ['celsius', 'fahrenheit']
  if (/ingredient|recipe/.test(parent)) return ['g', 'ml', 'cups', 'tbsp', 'pieces']
  return /distance|length|height/.test(parent) ? ['km', 'm', 'cm'] : ['kg', 'g', 'pieces', 'm']
}

/** What carries the name is told by the object around it. */
function nameOfThing({ faker, random, parent }: Scene): string | undefined {
  if (/medication|medicine|drug/.test(parent)) return random.pick(WORDS.medications)
  if (/recipe|dish|meal|menu/.test(parent)) return faker.food.dish()
  if (/ingredient/.test(parent)) return faker.food.ingredient()
  if (/city|town/.test(parent)) return faker.location.city()
  if (/country/.test(parent)) return faker.location.country()
  if (/location|place|venue|region/.test(parent)) return faker.location.city()
  if (/file|document|attachment/.test(parent)) return faker.system.commonFileName('pdf')
  if (/event|meeting|conference/.test(parent)) return random.pick(WORDS.events)
  if (/function|tool|method|command/.test(parent)) return random.pick(WORDS.toolNames)
  if (/animal|pet/.test(parent)) return faker.animal.petName()
  if (/tag|label|keyword/.test(parent)) return random.pick(WORDS.tags)
  if (/categor|genre|group|department/.test(parent)) return random.pick(WORDS.categories)
  if (/skill|topic|subject|course/.test(parent)) return capitalized(random.pick(WORDS.topics))
  if (/project|repo|app\b|application|service|package|plugin|module|component|extension/.test(parent))
    return `${faker.word.adjective()}-${faker.word.noun()}`.toLowerCase()
  if (/task|step|action|activity|todo/.test(parent))
    return `${capitalized(faker.word.verb())} the ${faker.word.noun()}`
  if (/column|field|variable|param|attribute|property/.test(parent)) return faker.database.column()
  return undefined
}
