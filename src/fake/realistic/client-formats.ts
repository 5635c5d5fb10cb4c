import type { Faker } from '@faker-js/faker'
import type { Place } from '../generate/generation.ts'
import { emailOf, isoTime, instant, domain } from './formats.ts'

type Maker = (faker: Faker, place: Place, max: number) => string

/**
 * Formats that no validator of JSON Schema knows but whose senders check them: pydantic's (`uuid4`, `ipvanyaddress`,
 * `ipv4network`, `multi-host-uri` …), zod's (`jwt`, `nanoid` …) and those of OpenAPI.
 */
export const CLIENT_FORMATS: Readonly<Record<string, Maker>> = {
  ...Object.fromEntries(
    [1, 2, 3, 4, 5, 6, 7, 8].map((version) => [`uuid${version}`, (faker: Faker) => uuid(faker, version)]),
  ),
  guid: (faker) => faker.string.uuid(),
  ipvanyaddress: (faker) => faker.internet.ipv4(),
  ip: (faker) => faker.internet.ipv4(),
  ipvanyinterface: interface4,
  ipv4interface: interface4,
  ipvanynetwork: network4,
  ipv4network: network4,
  cidrv4: network4,
  cidr: network4,
  ipv6interface: (faker) => `2001:db8:${hex(faker, 3)}::${hex(faker, 2)}/64`,
  ipv6network: network6,
  cidrv6: network6,
  mac: (faker) => Array.from({ length: 6 }, () => hex(faker, 2)).join(':'),
  'name-email': (faker, place, max) =>
    `${place.person.first} ${place.person.last} <${emailOf(faker, place, max)}>`,
  'multi-host-uri': (faker) => `postgresql://app:${hex(faker, 8)}@${domain(faker)}:5432/app`,
  // Those who check a path look whether it is there: these are, wherever there is a Unix.
  'file-path': () => '/etc/hosts',
  'directory-path': () => '/tmp',
  path: (faker) => faker.system.filePath(),
  'json-string': (faker) =>
    JSON.stringify({ id: faker.number.int({ min: 1, max: 999 }), name: faker.commerce.product() }),
  json: (faker) =>
    JSON.stringify({ id: faker.number.int({ min: 1, max: 999 }), name: faker.commerce.product() }),
  jwt: token,
  color: (faker) => `#${hex(faker, 6)}`,
  e164: phone,
  phone,
  'credit-card': (faker) => card(faker),
  'payment-card-number': (faker) => card(faker),
  nanoid: (faker) => faker.string.nanoid(21),
  ulid: (faker, place) => faker.string.ulid({ refDate: instant(faker, place) }),
  cuid: (faker) => `c${faker.string.alphanumeric({ length: 24, casing: 'lower' })}`,
  cuid2: (faker) =>
    `${faker.string.alpha({ length: 1, casing: 'lower' })}${faker.string.alphanumeric({ length: 23, casing: 'lower' })}`,
  emoji: (faker) => faker.helpers.arrayElement(['😀', '🚀', '🌳', '☕', '🎉']),
  semver: (faker) => faker.system.semver(),
  decimal: (faker) => faker.finance.amount({ min: 1, max: 900 }),
  bigint: integer,
  int32: integer,
  int64: integer,
  base64url: (faker) => bytes(faker, 'base64url'),
  base16: (faker) => bytes(faker, 'hex'),
  hex: (faker) => bytes(faker, 'hex'),
  // effect does not say which of its three it reads: so many digits of base 16 are base 64 too.
  octets: (faker) => Buffer.from(faker.string.alphanumeric(8)).toString('hex'),
  'time-zone': (faker) => faker.location.timeZone(),
  'zoned-date-time': (faker, place) => `${isoTime(instant(faker, place))}[UTC]`,
  base32: (faker) => faker.string.fromCharacters('ABCDEFGHIJKLMNOPQRSTUVWXYZ234567', 16),
}

function uuid(faker: Faker, version: number): string {
  const text = faker.string.uuid()
  return `${text.slice(0, 14)}${version}${text.slice(15)}`
}

/** Of a multiple of three bytes, which needs no padding where padding may or must not be. */
function bytes(faker: Faker, encoding: 'base64url' | 'hex'): string {
  return Buffer.from(faker.string.alphanumeric(3 * faker.number.int({ min: 3, max: 8 }))).toString(encoding)
}

function hex(faker: Faker, length: number): string {
  return `${faker.string.hexadecimal({ length: 1, prefix: '', casing: 'lower' }).replace('0', '1')}${faker.string.hexadecimal({ length: Math.max(0, length - 1), prefix: '', casing: 'lower' })}`.slice(
    0,
    length,
  )
}

function interface4(faker: Faker): string {
  return `${faker.internet.ipv4()}/24`
}

/** A network's address has no bits beyond its prefix. */
function network4(faker: Faker): string {
  return `${faker.internet.ipv4().replace(/\.\d+$/, '.0')}/24`
}

function network6(faker: Faker): string {
  return `2001:db8:${hex(faker, 3)}::/48`
}

function phone(faker: Faker): string {
  return `+1415555${faker.string.numeric({ length: 4, allowLeadingZeros: true })}`
}

function card(faker: Faker): string {
  return faker.finance.creditCardNumber('visa').replace(/\D/g, '')
}

function integer(faker: Faker): string {
  return String(faker.number.int({ min: 1, max: 9_999 }))
}

/** A token as one would be signed, with a signature of nobody. */
function token(faker: Faker, place: Place): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const head = part({ alg: 'HS256', typ: 'JWT' })
  const at = Math.floor(Date.parse(isoTime(instant(faker, place))) / 1000)
  const claims = part({
    sub: faker.string.numeric(10),
    name: `${place.person.first} ${place.person.last}`,
    iat: at,
  })
  return `${head}.${claims}.${Buffer.from(faker.string.alphanumeric(32)).toString('base64url')}`
}
