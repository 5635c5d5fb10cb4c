import words from '../words.json' with { type: 'json' }
import { oneOf } from '../rule.ts'
import type { RuleTable, Scene } from '../rule.ts'
import { slugOf } from '../words.ts'

const WORDS = words.people

const PEOPLE =
  /\b(person|people|user|customer|client|author|owner|contact|employee|member|student|teacher|patient|doctor|speaker|guest|assignee|manager|attendee|participant|passenger|driver|player|candidate|applicant|profile|sender|recipient|agent|host|artist|actor|character|friend|parent|child|spouse)\b/

/** People: names, how to reach them, where they live. */
export const peopleRules: RuleTable = [
  [/^(first|given|fore) ?name$|^fname$/, ({ place }) => place.person.first],
  [/^(last|family|sur) ?name$|^lname$/, ({ place }) => place.person.last],
  [/^middle (name|initial)$/, ({ faker }) => faker.person.middleName()],
  [
    /^(full|display|legal|real|card ?holder|account holder|holder|billing|shipping|emergency contact)( contact)? ?name$/,
    fullName,
  ],
  [/^(user ?name|login|handle|nick ?name|screen name|account name|twitter|instagram|github)$/, userName],
  [
    /^(user|customer|person|client|author|owner|contact|employee|student|patient|guest|sender|recipient|manager|artist|actor|player|passenger|driver) ?name$/,
    anotherName,
  ],
  [
    /^(author|owner|assignee|reviewer|creator|sender|recipient|manager|supervisor|speaker|presenter|host|organi[sz]er|attendee|participant|passenger|driver|doctor|physician|patient|student|teacher|instructor|contact|contact person|customer|client|director|actor|lead|assigned to|created by|updated by|modified by|reported by|approved by|signed by|prepared by|user|person|employee|member|guest|candidate|applicant|buyer|seller|beneficiary|mentioned by|spouse|friend|witness|chef|coach|player|cast|crew|singer|narrator|editor|translator|judge)$/,
    anotherName,
  ],
  [/^(prefix|salutation|honorific)$/, ({ faker }) => faker.person.prefix()],
  [
    /^(bio|biography|about me|about)$/,
    ({ faker }) =>
      `${faker.person.jobTitle()} who enjoys ${faker.word.adjective()} projects, long walks and good coffee.`,
  ],
  [/^(gender|sex)$/, oneOf(WORDS.genders)],
  [/^nationality$/, oneOf(WORDS.nationalities)],
  [
    /(phone|mobile|telephone|fax|cell)( ?number)?$|^tel$/,
    ({ faker }) => faker.phone.number({ style: 'international' }),
  ],
  [
    /^(street|street address|address( line)? ?1?|address1|street name|mailing address|home address|line ?1)$/,
    streetAddress,
  ],
  [/^(address( line)? ?2|line ?2|apartment|suite|apt)$/, ({ faker }) => faker.location.secondaryAddress()],
  [/^((shipping|billing|delivery|full|postal|office|pickup|venue) address|location address)$/, fullAddress],
  [/^(house|building|street) ?(number|no)$/, ({ faker }) => faker.location.buildingNumber()],
  [
    /^(city|town|locality|municipality|birth ?place|(home|departure|arrival|origin|destination|shipping|billing) ?(city|town)|city name|origin|destination|from city|to city)$/,
    ({ faker }) => faker.location.city(),
  ],
  [/^(county)$/, ({ faker }) => faker.location.county()],
  [
    /^(state|province|region)( name)?$/,
    ({ faker, parent, room }) =>
      state(faker.location.state(), faker.location.state({ abbreviated: true }), parent, room.max),
  ],
  [/^(state|province|region) ?(code|abbr\w*)$/, ({ faker }) => faker.location.state({ abbreviated: true })],
  [/^(zip|postal|post)( ?code)?$|^zipcode$/, ({ faker }) => faker.location.zipCode('#####')],
  [
    /\bcountry ?(code|iso\w*)$|^iso ?country$/,
    ({ faker, room }) => faker.location.countryCode(room.min === 3 ? 'alpha-3' : 'alpha-2'),
  ],
  [
    /\bcountry( name)?$/,
    ({ faker, room }) =>
      room.max < 4
        ? faker.location.countryCode(room.max < 3 ? 'alpha-2' : 'alpha-3')
        : faker.location.country(),
  ],
  [/^continent$/, oneOf(WORDS.continents)],
  [
    /^(location|place|venue|where|birth location|meeting place)$/,
    ({ faker }) => `${faker.location.city()}, ${faker.location.country()}`,
  ],
  [/^(neighbou?rhood|district|area)$/, ({ faker }) => faker.location.street()],
  [/^(lat|latitude)$/, ({ faker }) => faker.location.latitude().toFixed(5)],
  [/^(lng|lon|long|longitude)$/, ({ faker }) => faker.location.longitude().toFixed(5)],
  [/^name$/, (scene) => (PEOPLE.test(scene.parent) ? fullName(scene) : undefined)],
]

export function fullName({ place }: Scene): string {
  return `${place.person.first} ${place.person.last}`
}

/** A role beside others is somebody else than the one the object is about. */
function anotherName({ faker }: Scene): string {
  return `${faker.person.firstName()} ${faker.person.lastName()}`
}

function userName({ place, faker }: Scene): string {
  return `${slugOf(place.person.first)}_${slugOf(place.person.last)}${faker.number.int({ min: 1, max: 99 })}`
}

function streetAddress({ faker, words, room }: Scene): string {
  const street = faker.location.streetAddress()
  return words === 'address' && room.max > 60
    ? `${street}, ${faker.location.city()}, ${faker.location.state({ abbreviated: true })} ${faker.location.zipCode('#####')}`
    : street
}

function fullAddress({ faker }: Scene): string {
  return `${faker.location.streetAddress()}, ${faker.location.city()}, ${faker.location.state({ abbreviated: true })} ${faker.location.zipCode('#####')}`
}

/** `state` is a place in an address, and a condition anywhere else. */
function state(name: string, short: string, parent: string, max: number): string {
  if (max < 4) return short
  return /task|job|order|machine|process|issue|ticket|workflow|device|service|connection/.test(parent)
    ? 'active'
    : name
}
