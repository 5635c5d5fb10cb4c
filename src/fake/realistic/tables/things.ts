import type { RuleTable, Scene } from '../rules.ts'
import { capitalized } from '../words.ts'

/** Things of the world, and the words by which they are sorted. */
export const thingRules: RuleTable = [
  [/\bstatus$/, status],
  [/^state$/, ({ dice }) => dice.pick(['open', 'in_progress', 'closed'])],
  [
    /\b(priority|severity|urgency|importance|impact|risk( level)?)$/,
    ({ dice }) => dice.pick(['low', 'medium', 'high']),
  ],
  [
    /^(level|difficulty|skill level|proficiency|experience level|complexity)$/,
    ({ dice }) => dice.pick(['beginner', 'intermediate', 'advanced']),
  ],
  [/\b(sentiment|polarity)( label)?$/, ({ dice }) => dice.pick(['positive', 'neutral', 'negative'])],
  [/\b(emotion|mood|feeling)$/, ({ dice }) => dice.pick(['happy', 'calm', 'excited', 'curious', 'content'])],
  [/^(tone|voice)$/, ({ dice }) => dice.pick(['friendly', 'formal', 'neutral', 'enthusiastic'])],
  [/\bcolou?rs?$/, ({ faker }) => faker.color.human()],
  [/^(size|shirt size)$/, ({ dice }) => dice.pick(['small', 'medium', 'large'])],
  [/^(unit|units|unit of measure(ment)?|uom)$/, ({ dice, parent }) => dice.pick(unitsFor(parent))],
  [/^temperature ?unit$/, ({ dice }) => dice.pick(['celsius', 'fahrenheit'])],
  [
    /^(weather|condition|conditions|forecast|weather condition)$/,
    ({ dice }) => dice.pick(['sunny', 'partly cloudy', 'light rain', 'overcast', 'windy']),
  ],
  [
    /^wind ?direction$|^direction$/,
    ({ dice }) => dice.pick(['north', 'north-east', 'east', 'south', 'south-west', 'west']),
  ],
  [/\b(tag|keyword|label|hashtag)$/, ({ dice }) => dice.pick(TAGS)],
  [
    /\b(category|genre|classification|class|section|group)( name)?$/,
    ({ dice, parent, words }) =>
      words.includes('genre') || /book|movie|film|song|album/.test(parent)
        ? dice.pick(['Drama', 'Comedy', 'Science Fiction', 'Mystery', 'Documentary'])
        : dice.pick(CATEGORIES),
  ],
  [
    /\b(type|kind)$/,
    ({ dice, words }) =>
      /^(type|kind)$/.test(words) ? dice.pick(['standard', 'basic', 'premium', 'custom']) : undefined,
  ],
  [
    /\b(topic|subject area|theme|field|domain area|subject|interest|hobby|concept|entity|term|aspect)$/,
    ({ dice }) => dice.pick(TOPICS),
  ],
  [
    /\b(skill|competency|technology|requirement)$/,
    ({ dice }) =>
      dice.pick([
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
  [/^cuisine$/, ({ dice }) => dice.pick(['Italian', 'Japanese', 'Mexican', 'Indian', 'Thai', 'Greek'])],
  [/^(fruit)$/, ({ faker }) => faker.food.fruit()],
  [/^(vegetable)$/, ({ faker }) => faker.food.vegetable()],
  [/^(animal|species|pet|breed)( name)?$/, ({ faker }) => faker.animal.type()],
  [/^(book|book title|novel)$/, ({ faker }) => faker.book.title()],
  [/^(song|song title|track|song name)$/, ({ faker }) => faker.music.songName()],
  [/^(artist|band|singer|musician)$/, ({ faker }) => faker.music.artist()],
  [/^album( title| name)?$/, ({ faker }) => faker.music.album()],
  [
    /^(movie|film|movie title|film title|show|series)$/,
    ({ dice }) =>
      dice.pick(['The Long Harbour', 'Paper Lanterns', 'North of Winter', 'The Last Ferry', 'Glass Orchard']),
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
  [/^(license|licence)$/, ({ dice }) => dice.pick(['MIT', 'Apache-2.0', 'BSD-3-Clause'])],
  [/^emoji$/, ({ dice }) => dice.pick(['😀', '🚀', '🎉', '👍'])],
  [/^(event|event name|meeting|event title|conference)$/, ({ dice }) => dice.pick(EVENTS)],
  [
    /^(project|project name|repository|repo|repo name)$/,
    ({ faker }) => `${capitalized(faker.word.adjective())} ${capitalized(faker.word.noun())}`,
  ],
  [/^(allergen|allergy)$/, ({ dice }) => dice.pick(['gluten', 'peanuts', 'milk', 'soy'])],
  [/^(symptom)$/, ({ dice }) => dice.pick(['headache', 'fever', 'cough', 'fatigue'])],
  [
    /^(medication|drug|medicine)( name)?$/,
    ({ dice }) => dice.pick(['Ibuprofen', 'Amoxicillin', 'Metformin', 'Lisinopril']),
  ],
  [
    /^(diagnosis|disease|medical condition)$/,
    ({ dice }) => dice.pick(['seasonal allergy', 'hypertension', 'migraine', 'type 2 diabetes']),
  ],
  [/^dosage$/, ({ dice }) => dice.pick(['200 mg twice daily', '5 ml every 6 hours', '1 tablet per day'])],
  [
    /^(amenity|feature|perk|benefit)$/,
    ({ dice }) =>
      dice.pick([
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
    ({ dice }) => dice.pick(['2 cups', '1 tablespoon', '250 g', '3 pieces']),
  ],
  [
    /^(sort|sort ?by|order ?by|sort ?field|group ?by)$/,
    ({ dice }) => dice.pick(['created_at', 'price', 'name', 'relevance']),
  ],
  [/^(order|sort ?order|sort ?direction)$/, ({ dice }) => dice.pick(['asc', 'desc'])],
  [
    /^(frequency|interval|recurrence|schedule|cadence|period)$/,
    ({ dice }) => dice.pick(['daily', 'weekly', 'every two weeks', 'monthly']),
  ],
  [/^blood ?pressure$/, ({ dice }) => `${dice.int(110, 135)}/${dice.int(70, 88)}`],
  [/^blood ?type$/, ({ dice }) => dice.pick(['A+', 'O-', 'B+', 'AB-'])],
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

function status({ dice, parent, words }: Scene): string {
  const scope = `${parent} ${words}`
  if (/order|shipment|delivery/.test(scope)) return dice.pick(['processing', 'shipped', 'delivered'])
  if (/payment|invoice|billing/.test(scope)) return dice.pick(['paid', 'pending', 'overdue'])
  if (/task|ticket|issue|todo/.test(scope)) return dice.pick(['open', 'in_progress', 'done'])
  if (/marital/.test(scope)) return dice.pick(['single', 'married', 'divorced'])
  return dice.pick(['active', 'pending', 'completed', 'inactive'])
}

function unitsFor(parent: string): readonly string[] {
  if (/weather|temperature/.test(parent)) return ['celsius', 'fahrenheit']
  if (/ingredient|recipe/.test(parent)) return ['g', 'ml', 'cups', 'tbsp', 'pieces']
  return /distance|length|height/.test(parent) ? ['km', 'm', 'cm'] : ['kg', 'g', 'pieces', 'm']
}

/** What carries the name is told by the object around it. */
function nameOfThing({ faker, dice, parent }: Scene): string | undefined {
  if (/medication|medicine|drug/.test(parent))
    return dice.pick(['Ibuprofen', 'Amoxicillin', 'Metformin', 'Lisinopril'])
  if (/recipe|dish|meal|menu/.test(parent)) return faker.food.dish()
  if (/ingredient/.test(parent)) return faker.food.ingredient()
  if (/city|town/.test(parent)) return faker.location.city()
  if (/country/.test(parent)) return faker.location.country()
  if (/location|place|venue|region/.test(parent)) return faker.location.city()
  if (/file|document|attachment/.test(parent)) return faker.system.commonFileName('pdf')
  if (/event|meeting|conference/.test(parent)) return dice.pick(EVENTS)
  if (/function|tool|method|command/.test(parent))
    return dice.pick(['get_weather', 'create_ticket', 'lookup_order'])
  if (/animal|pet/.test(parent)) return faker.animal.petName()
  if (/tag|label|keyword/.test(parent)) return dice.pick(TAGS)
  if (/categor|genre|group|department/.test(parent)) return dice.pick(CATEGORIES)
  if (/skill|topic|subject|course/.test(parent)) return capitalized(dice.pick(TOPICS))
  if (/project|repo|app\b|application|service|package|plugin|module|component|extension/.test(parent))
    return `${faker.word.adjective()}-${faker.word.noun()}`.toLowerCase()
  if (/task|step|action|activity|todo/.test(parent))
    return `${capitalized(faker.word.verb())} the ${faker.word.noun()}`
  if (/column|field|variable|param|attribute|property/.test(parent)) return faker.database.column()
  return undefined
}
