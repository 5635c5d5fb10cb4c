import type { Faker } from '@faker-js/faker'
import type { Place } from '../generate/generation.ts'
import { REFERENCE_TIME } from './faker.ts'
import { slugOf, wordsOf } from './words.ts'

type Maker = (faker: Faker, place: Place, max: number) => string

const DAY = 86_400_000

/** An instant near the reference time, as its key suggests: what begins or was made lies back, what ends lies ahead. */
export function instant(faker: Faker, place: Place): Date {
  const words = wordsOf(place.key)
  const between = (from: number, to: number) =>
    new Date(REFERENCE_TIME + faker.number.int({ min: from * DAY, max: to * DAY }))
  if (/birth|dob/.test(words)) return between(-70 * 365, -18 * 365)
  if (/^(end|to|until)\b|expir|due|deadline|deliver|arriv|return|check ?out|next|schedul/.test(words))
    return between(10, 200)
  if (/start|from|begin|check ?in|depart|upcoming/.test(words)) return between(1, 10)
  return between(-500, -1)
}

export function isoDate(date: Date): string {
  return date.toISOString().slice(0, 10)
}

export function isoTime(date: Date): string {
  return `${date.toISOString().slice(0, 19)}Z`
}

export function emailOf(faker: Faker, place: Place, max: number): string {
  const { first, last } = place.person
  const local = slugOf(`${first} ${last}`).replaceAll('-', '.')
  const long = `${local}${faker.number.int(9) > 6 ? faker.number.int({ min: 1, max: 99 }) : ''}@${domain(faker)}`
  if (long.length <= max) return long
  const short = `${slugOf(first).slice(0, Math.max(1, max - 7))}@mail.io`
  return short.length <= max ? short : `${local.charAt(0)}@${'abcdefgh'.charAt(faker.number.int(7))}.io`
}

export function domain(faker: Faker): string {
  return `${slugOf(faker.company.name().split(/[ ,]/)[0]!)}.${faker.helpers.arrayElement(['com', 'org', 'net', 'io', 'example'])}`
}

export function urlOf(faker: Faker, place: Place, max: number): string {
  const words = wordsOf(place.key)
  const slug = slugOf(faker.commerce.productName())
  const base = `https://www.${domain(faker)}`
  const isImage = /image|photo|picture|avatar|thumb|logo|icon|banner|cover/.test(words)
  const long = isImage ? `${base}/images/${slug}.jpg` : `${base}/${slug}`
  if (long.length <= max) return long
  return base.length <= max ? base : `http://${'abcdefgh'.charAt(faker.number.int(7))}.io`
}

/** The formats of JSON Schema. */
export const FORMATS: Readonly<Record<string, Maker>> = {
  'date-time': (faker, place) => isoTime(instant(faker, place)),
  'iso-date-time': (faker, place) => isoTime(instant(faker, place)),
  date: (faker, place) => isoDate(instant(faker, place)),
  time: (faker, place) => `${isoTime(instant(faker, place)).slice(11, 19)}Z`,
  'iso-time': (faker, place) => isoTime(instant(faker, place)).slice(11, 19),
  duration: (faker) =>
    faker.helpers.arrayElement(['PT', 'P']) === 'PT'
      ? `PT${faker.number.int({ min: 1, max: 12 })}H${faker.number.int({ min: 1, max: 59 })}M`
      : `P${faker.number.int({ min: 1, max: 30 })}D`,
  email: emailOf,
  'idn-email': emailOf,
  hostname: (faker) => domain(faker),
  'idn-hostname': (faker) => domain(faker),
  ipv4: (faker) => faker.internet.ipv4(),
  ipv6: (faker) => faker.internet.ipv6(),
  uri: urlOf,
  url: urlOf,
  iri: urlOf,
  'uri-reference': (faker, place, max) => {
    const path = `/${slugOf(faker.commerce.department())}/${faker.number.int({ min: 1, max: 9999 })}`
    return path.length <= max ? path : urlOf(faker, place, max)
  },
  'iri-reference': (faker) =>
    `/${slugOf(faker.commerce.department())}/${faker.number.int({ min: 1, max: 9999 })}`,
  'uri-template': (faker) => `https://api.${domain(faker)}/${slugOf(faker.commerce.department())}/{id}`,
  uuid: (faker) => faker.string.uuid(),
  'json-pointer': (faker) => `/${slugOf(faker.commerce.department())}/${faker.number.int(9)}`,
  'json-pointer-uri-fragment': (faker) => `#/${slugOf(faker.commerce.department())}`,
  'relative-json-pointer': (faker) => `${faker.number.int(3)}/${slugOf(faker.commerce.department())}`,
  regex: (faker) =>
    `^[a-z]{${faker.number.int({ min: 1, max: 4 })},${faker.number.int({ min: 5, max: 12 })}}$`,
  byte: (faker) => Buffer.from(faker.commerce.productName()).toString('base64'),
  base64: (faker) => Buffer.from(faker.commerce.productName()).toString('base64'),
  binary: (faker) => faker.commerce.productName(),
  password: (faker) => faker.internet.password({ length: 14 }),
}
