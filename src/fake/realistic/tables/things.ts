import type { RuleTable, Scene } from '../rule.ts'
import { capitalized } from '../words.ts'

/** Things of the world, and the words by which they are sorted. */
export const thingRules: RuleTable = [
  [/\bstatus$/, status],
  [/^state$/, ({ random }) => random.pick(['open', 'in_progress', 'closed'])],
  [
    /\b(priority|severity|urgency|importance|impact|risk( level)?)$/,
    ({ random }) => random.pick(['low', 'medium', 'high']),
  ],
  [
    /^(level|difficulty|skill level|proficiency|experience level|complexity)$/,
    ({ random }) => random.pick(['beginner', 'intermediate', 'advanced']),
  ],
  [/\b(sentiment|polarity)( label)?$/, ({ random }) => random.pick(['positive', 'neutral', 'negative'])],
  [
    /\b(emotion|mood|feeling)$/,
    ({ random }) => random.pick(['happy', 'calm', 'excited', 'curious', 'content']),
  ],
  [/^(tone|voice)$/, ({ random }) => random.pick(['friendly', 'formal', 'neutral', 'enthusiastic'])],
  [/\bcolou?rs?$/, ({ faker }) => faker.color.human()],
  [/^(size|shirt size)$/, ({ random }) => random.pick(['small', 'medium', 'large'])],
  [/^(unit|units|unit of measure(ment)?|uom)$/, ({ random, parent }) => random.pick(unitsFor(parent))],
  [/^temperature ?unit$/, ({ random }) => random.pick(['celsius', 'fahrenheit'])],
  [
    /^(weather|condition|conditions|forecast|weather condition)$/,
    ({ random }) => random.pick(['sunny', 'partly cloudy', 'light rain', 'overcast', 'windy']),
  ],
  [
    /^wind ?direction$|^direction$/,
    ({ random }) => random.pick(['north', 'north-east', 'east', 'south', 'south-west', 'west']),
  ],
  [/\b(tag|keyword|label|hashtag)$/, ({ random }) => random.pick(TAGS)],
  [
    /\b(category|genre|classification|class|section|group)( name)?$/,
    ({ random, parent, words }) =>
      words.includes('genre') || /book|movie|film|song|album/.test(parent)
        ? random.pick(['Drama', 'Comedy', 'Science Fiction', 'Mystery', 'Documentary'])
        : random.pick(CATEGORIES),
  ],
  [
    /\b(type|kind)$/,
    ({ random, words }) =>
      /^(type|kind)$/.test(words) ? random.pick(['standard', 'basic', 'premium', 'custom']) : undefined,
  ],
  [
    /\b(topic|subject area|theme|field|domain area|subject|interest|hobby|concept|entity|term|aspect)$/,
    ({ random }) => random.pick(TOPICS),
  ],
  [
    /\b(skill|competency|technology|requirement)$/,
    ({ random }) =>
      random.pick([
        'project planning',
        'data analysis',
        'public speaking',
        'Python',
        'negotiation',
        'SQL',
        'team leadership',
      ]),
  ],
  [/\b(ingredient)( name)?$/, ({ faker }) => faker.food.ingredient()],
  [/\b(dish|recipe|meal|menu item)( name)?$|^recipe title$/, ({ faker }) => faker.food.dish()],
  [/^cuisine$/, ({ random }) => random.pick(['Italian', 'Japanese', 'Mexican', 'Indian', 'Thai', 'Greek'])],
  [/^(fruit)$/, ({ faker }) => faker.food.fruit()],
  [/^(vegetable)$/, ({ faker }) => faker.food.vegetable()],
  [/^(animal|species|pet|breed)( name)?$/, ({ faker }) => faker.animal.type()],
  [/^(book|book title|novel)$/, ({ faker }) => faker.book.title()],
  [/^(song|song title|track|song name)$/, ({ faker }) => faker.music.songName()],
  [/^(artist|band|singer|musician)$/, ({ faker }) => faker.music.artist()],
  [/^album( title| name)?$/, ({ faker }) => faker.music.album()],
  [
    /^(movie|film|movie title|film title|show|series)$/,
    ({ random }) =>
      random.pick([
        'The Long Harbour',
        'Paper Lanterns',
        'North of Winter',
        'The Last Ferry',
        'Glass Orchard',
      ]),
  ],
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
  [/^(license|licence)$/, ({ random }) => random.pick(['MIT', 'Apache-2.0', 'BSD-3-Clause'])],
  [/^emoji$/, ({ random }) => random.pick(['😀', '🚀', '🎉', '👍'])],
  [/^(event|event name|meeting|event title|conference)$/, ({ random }) => random.pick(EVENTS)],
  [
    /^(project|project name|repository|repo|repo name)$/,
    ({ faker }) => `${capitalized(faker.word.adjective())} ${capitalized(faker.word.noun())}`,
  ],
  [/^(allergen|allergy)$/, ({ random }) => random.pick(['gluten', 'peanuts', 'milk', 'soy'])],
  [/^(symptom)$/, ({ random }) => random.pick(['headache', 'fever', 'cough', 'fatigue'])],
  [
    /^(medication|drug|medicine)( name)?$/,
    ({ random }) => random.pick(['Ibuprofen', 'Amoxicillin', 'Metformin', 'Lisinopril']),
  ],
  [
    /^(diagnosis|disease|medical condition)$/,
    ({ random }) => random.pick(['seasonal allergy', 'hypertension', 'migraine', 'type 2 diabetes']),
  ],
  [/^dosage$/, ({ random }) => random.pick(['200 mg twice daily', '5 ml every 6 hours', '1 tablet per day'])],
  [
    /^(amenity|feature|perk|benefit)$/,
    ({ random }) =>
      random.pick([
        'free Wi-Fi',
        'parking',
        'breakfast included',
        'air conditioning',
        'offline mode',
        'dark theme',
        'priority support',
      ]),
  ],
  [
    /^(quantity|amount needed|measurement)$/,
    ({ random }) => random.pick(['2 cups', '1 tablespoon', '250 g', '3 pieces']),
  ],
  [
    /^(sort|sort ?by|order ?by|sort ?field|group ?by)$/,
    ({ random }) => random.pick(['created_at', 'price', 'name', 'relevance']),
  ],
  [/^(order|sort ?order|sort ?direction)$/, ({ random }) => random.pick(['asc', 'desc'])],
  [
    /^(frequency|interval|recurrence|schedule|cadence|period)$/,
    ({ random }) => random.pick(['daily', 'weekly', 'every two weeks', 'monthly']),
  ],
  [/^blood ?pressure$/, ({ random }) => `${random.int(110, 135)}/${random.int(70, 88)}`],
  [/^blood ?type$/, ({ random }) => random.pick(['A+', 'O-', 'B+', 'AB-'])],
  [/^name$/, nameOfThing],
]

const TAGS = [
  'travel',
  'budget',
  'weekend',
  'outdoor',
  'family',
  'new',
  'popular',
  'seasonal',
  'urgent',
  'featured',
  'research',
  'howto',
]
const CATEGORIES = [
  'Electronics',
  'Home & Garden',
  'Books',
  'Travel',
  'Health',
  'Food',
  'Education',
  'Sports',
]
const TOPICS = [
  'climate adaptation',
  'urban gardening',
  'data privacy',
  'remote work',
  'renewable energy',
  'machine learning',
  'public transport',
  'healthy sleep',
  'personal finance',
]
const EVENTS = [
  'Quarterly Planning',
  'Product Launch',
  'Team Retrospective',
  'Spring Open Day',
  'Design Review',
  'Science Fair',
]

function status({ random, parent, words }: Scene): string {
  const scope = `${parent} ${words}`
  if (/order|shipment|delivery/.test(scope)) return random.pick(['processing', 'shipped', 'delivered'])
  if (/payment|invoice|billing/.test(scope)) return random.pick(['paid', 'pending', 'overdue'])
  if (/task|ticket|issue|todo/.test(scope)) return random.pick(['open', 'in_progress', 'done'])
  if (/marital/.test(scope)) return random.pick(['single', 'married', 'divorced'])
  return random.pick(['active', 'pending', 'completed', 'inactive'])
}

function unitsFor(parent: string): readonly string[] {
  if (/weather|temperature/.test(parent)) return ['celsius', 'fahrenheit']
  if (/ingredient|recipe/.test(parent)) return ['g', 'ml', 'cups', 'tbsp', 'pieces']
  return /distance|length|height/.test(parent) ? ['km', 'm', 'cm'] : ['kg', 'g', 'pieces', 'm']
}

/** What carries the name is told by the object around it. */
function nameOfThing({ faker, random, parent }: Scene): string | undefined {
  if (/medication|medicine|drug/.test(parent))
    return random.pick(['Ibuprofen', 'Amoxicillin', 'Metformin', 'Lisinopril'])
  if (/recipe|dish|meal|menu/.test(parent)) return faker.food.dish()
  if (/ingredient/.test(parent)) return faker.food.ingredient()
  if (/city|town/.test(parent)) return faker.location.city()
  if (/country/.test(parent)) return faker.location.country()
  if (/location|place|venue|region/.test(parent)) return faker.location.city()
  if (/file|document|attachment/.test(parent)) return faker.system.commonFileName('pdf')
  if (/event|meeting|conference/.test(parent)) return random.pick(EVENTS)
  if (/function|tool|method|command/.test(parent))
    return random.pick(['get_weather', 'create_ticket', 'lookup_order'])
  if (/animal|pet/.test(parent)) return faker.animal.petName()
  if (/tag|label|keyword/.test(parent)) return random.pick(TAGS)
  if (/categor|genre|group|department/.test(parent)) return random.pick(CATEGORIES)
  if (/skill|topic|subject|course/.test(parent)) return capitalized(random.pick(TOPICS))
  if (/project|repo|app\b|application|service|package|plugin|module|component|extension/.test(parent))
    return `${faker.word.adjective()}-${faker.word.noun()}`.toLowerCase()
  if (/task|step|action|activity|todo/.test(parent))
    return `${capitalized(faker.word.verb())} the ${faker.word.noun()}`
  if (/column|field|variable|param|attribute|property/.test(parent)) return faker.database.column()
  return undefined
}
