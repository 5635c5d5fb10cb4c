import { toJsonSchema } from '@valibot/to-json-schema'
import { type } from 'arktype'
import { JSONSchema, Schema as Effect } from 'effect'
import Type from 'typebox'
import Value from 'typebox/value'
import * as v from 'valibot'
import { describe, expect, test } from 'vitest'
import * as z from 'zod'
import { fakeValue } from '../../src/fake/fake-value.ts'
import { createRandom } from '../../src/random/random.ts'

/*
 * Schemas as the libraries send them, and the library's own parser as the judge of what is made: it often checks more than
 * the schema says.
 */
interface Case {
  readonly name: string
  readonly schema: unknown
  readonly parses: (value: unknown) => boolean
}

const zodTypes: Readonly<Record<string, z.ZodType>> = {
  email: z.email(),
  uuid: z.uuid(),
  uuidv4: z.uuidv4(),
  uuidv6: z.uuidv6(),
  uuidv7: z.uuidv7(),
  guid: z.guid(),
  url: z.url(),
  httpUrl: z.httpUrl(),
  emoji: z.emoji(),
  nanoid: z.nanoid(),
  cuid: z.cuid(),
  cuid2: z.cuid2(),
  ulid: z.ulid(),
  xid: z.xid(),
  ksuid: z.ksuid(),
  ipv4: z.ipv4(),
  ipv6: z.ipv6(),
  cidrv4: z.cidrv4(),
  cidrv6: z.cidrv6(),
  mac: z.mac(),
  base64: z.base64(),
  base64url: z.base64url(),
  e164: z.e164(),
  jwt: z.jwt(),
  'iso.date': z.iso.date(),
  'iso.time': z.iso.time(),
  'iso.datetime': z.iso.datetime(),
  'iso.datetime with offset': z.iso.datetime({ offset: true }),
  'iso.duration': z.iso.duration(),
  hostname: z.hostname(),
  hex: z.hex(),
  hash: z.hash('sha256'),
  'hash base64': z.hash('sha256', { enc: 'base64' }),
  lowercase: z.string().lowercase(),
  uppercase: z.string().uppercase(),
  'starts and ends': z.string().startsWith('ab').endsWith('z'),
  includes: z.string().includes('q'),
  int: z.int(),
  int32: z.int32(),
  float32: z.float32(),
  float64: z.float64(),
  'multipleOf and bounds': z.number().multipleOf(0.5).gt(1).lt(9),
  record: z.record(z.string(), z.number()),
  'partial record': z.partialRecord(z.enum(['a', 'b']), z.number()),
  'record of an enum': z.record(z.enum(['a', 'b']), z.number()),
  tuple: z.tuple([z.string(), z.number()]).rest(z.boolean()),
  literals: z.literal(['a', 1, null]),
  'template literal': z.templateLiteral(['a-', z.number(), '-b']),
  'discriminated union': z.discriminatedUnion('k', [
    z.object({ k: z.literal('a'), v: z.number() }),
    z.object({ k: z.literal('b') }),
  ]),
  intersection: z.intersection(z.object({ a: z.string() }), z.object({ b: z.number() })),
  'nullable and optional': z.object({
    a: z.string().nullable(),
    b: z.number().optional(),
    c: z.nullish(z.int()),
  }),
  'strict object': z.strictObject({ a: z.array(z.email()).min(2).max(3), b: z.enum(['x', 'y']) }),
}

const valibotTypes: Readonly<Record<string, v.GenericSchema>> = {
  email: v.pipe(v.string(), v.email()),
  uuid: v.pipe(v.string(), v.uuid()),
  url: v.pipe(v.string(), v.url()),
  ipv4: v.pipe(v.string(), v.ipv4()),
  ipv6: v.pipe(v.string(), v.ipv6()),
  isoDate: v.pipe(v.string(), v.isoDate()),
  isoTimestamp: v.pipe(v.string(), v.isoTimestamp()),
  isoWeek: v.pipe(v.string(), v.isoWeek()),
  base64: v.pipe(v.string(), v.base64()),
  bic: v.pipe(v.string(), v.bic()),
  cuid2: v.pipe(v.string(), v.cuid2()),
  ulid: v.pipe(v.string(), v.ulid()),
  nanoid: v.pipe(v.string(), v.nanoid()),
  hexadecimal: v.pipe(v.string(), v.hexadecimal()),
  hexColor: v.pipe(v.string(), v.hexColor()),
  octal: v.pipe(v.string(), v.octal()),
  decimal: v.pipe(v.string(), v.decimal()),
  digits: v.pipe(v.string(), v.digits()),
  mac: v.pipe(v.string(), v.mac()),
  emoji: v.pipe(v.string(), v.emoji()),
  slug: v.pipe(v.string(), v.slug()),
  object: v.object({
    a: v.pipe(v.number(), v.integer(), v.minValue(1)),
    b: v.nullable(v.picklist(['x', 'y'])),
  }),
  variant: v.variant('k', [v.object({ k: v.literal('a') }), v.object({ k: v.literal('b'), n: v.number() })]),
  tuple: v.tuple([v.string(), v.number()]),
  record: v.record(v.string(), v.number()),
}

const arkTypes = [
  'string.email',
  'string.uuid',
  'string.uuid.v4',
  'string.uuid.v7',
  'string.ip',
  'string.ip.v4',
  'string.ip.v6',
  'string.date.iso',
  'string.base64',
  'string.base64.url',
  'string.hex',
  'string.semver',
  'string.numeric',
  'string.integer',
  'string.alpha',
  'string.alphanumeric',
  'number.integer',
  'number.epoch',
  'number.safe',
  '1 < number <= 5',
  'number % 3',
  '"a" | "b" | 3',
  'string[] > 2',
  '/^a+$/',
  '3 <= string <= 5',
] as const

const effectTypes: Readonly<Record<string, Effect.Schema.AnyNoContext>> = {
  UUID: Effect.UUID,
  ULID: Effect.ULID,
  Trimmed: Effect.Trimmed,
  Lowercased: Effect.Lowercased,
  Capitalized: Effect.Capitalized,
  Int: Effect.Int,
  Positive: Effect.Positive,
  between: Effect.Number.pipe(Effect.between(1, 5)),
  NonEmptyString: Effect.NonEmptyString,
  pattern: Effect.String.pipe(Effect.pattern(/^[a-z]+$/)),
  startsWith: Effect.String.pipe(Effect.startsWith('a')),
  Date: Effect.Date,
  BigInt: Effect.BigInt,
  NumberFromString: Effect.NumberFromString,
  URL: Effect.URL,
  StringFromBase64: Effect.StringFromBase64,
  StringFromHex: Effect.StringFromHex,
  StringFromUriComponent: Effect.StringFromUriComponent,
  Uint8ArrayFromBase64: Effect.Uint8ArrayFromBase64,
  Uint8ArrayFromBase64Url: Effect.Uint8ArrayFromBase64Url,
  Uint8ArrayFromHex: Effect.Uint8ArrayFromHex,
  BigDecimal: Effect.BigDecimal,
  DateTimeUtc: Effect.DateTimeUtc,
  DateTimeZoned: Effect.DateTimeZoned,
  TimeZone: Effect.TimeZone,
  TimeZoneNamed: Effect.TimeZoneNamed,
  TimeZoneOffset: Effect.TimeZoneOffset,
  Duration: Effect.Duration,
  OptionFromNullOr: Effect.OptionFromNullOr(Effect.Int),
  Map: Effect.Map({ key: Effect.String, value: Effect.Int }),
  Set: Effect.Set(Effect.Int),
  Either: Effect.Either({ left: Effect.String, right: Effect.Int }),
  split: Effect.split(','),
  Record: Effect.Record({ key: Effect.String, value: Effect.Number }),
  TemplateLiteral: Effect.TemplateLiteral('a', Effect.Number),
  Literal: Effect.Literal('a', 'b', 1),
  Tuple: Effect.Tuple(Effect.String, Effect.optionalElement(Effect.Number)),
  NonEmptyArray: Effect.NonEmptyArray(Effect.String),
  Struct: Effect.Struct({ a: Effect.optional(Effect.String), b: Effect.NullOr(Effect.Number) }),
  Char: Effect.Char,
}

const typeboxTypes: Readonly<Record<string, Type.TSchema>> = {
  email: Type.String({ format: 'email' }),
  ipv4: Type.String({ format: 'ipv4' }),
  uuid: Type.String({ format: 'uuid' }),
  'date-time': Type.String({ format: 'date-time' }),
  Integer: Type.Integer(),
  Tuple: Type.Tuple([Type.String(), Type.Number()]),
  Record: Type.Record(Type.String(), Type.Number()),
  'Record of a pattern': Type.Record(Type.String({ pattern: '^k' }), Type.Number()),
  TemplateLiteral: Type.TemplateLiteral('a${"b"|"c"}'),
  Union: Type.Union([Type.Literal('a'), Type.Null()]),
  Enum: Type.Enum(['a', 'b']),
  Intersect: Type.Intersect([Type.Object({ a: Type.String() }), Type.Object({ b: Type.Number() })]),
  Cyclic: Type.Cyclic({ N: Type.Object({ k: Type.Array(Type.Ref('N')) }) }, 'N'),
}

const cases: readonly Case[] = [
  ...Object.entries(zodTypes).map(([name, it]) => ({
    name: `zod ${name}`,
    schema: z.toJSONSchema(it),
    parses: (value: unknown) => it.safeParse(value).success,
  })),
  ...Object.entries(valibotTypes).map(([name, it]) => ({
    name: `valibot ${name}`,
    schema: toJsonSchema(it),
    parses: (value: unknown) => v.safeParse(it, value).success,
  })),
  ...arkTypes.map((name) => {
    const it = type.raw(name)
    return {
      name: `arktype ${name}`,
      schema: it.toJsonSchema(),
      parses: (value: unknown) => it.allows(value),
    }
  }),
  ...Object.entries(effectTypes).map(([name, it]) => ({
    name: `effect ${name}`,
    schema: JSONSchema.make(it),
    parses: (value: unknown) => Effect.decodeUnknownEither(it)(value)._tag === 'Right',
  })),
  ...Object.entries(typeboxTypes).map(([name, it]) => ({
    name: `typebox ${name}`,
    schema: it,
    parses: (value: unknown) => Value.Check(it, value),
  })),
]

describe("what is made of a library's schema is what the library parses", () => {
  test.each(cases)('$name', ({ schema, parses }) => {
    for (let seed = 0; seed < 40; seed++) {
      const inner = { type: 'object', properties: { value: schema }, required: ['value'] }
      const made = fakeValue(seed % 2 === 0 ? schema : detached(inner), createRandom(seed), {
        full: seed % 4 === 0,
      })
      if (!made.ok) expect.unreachable(`seed ${seed}: ${made.problem.path} ${made.problem.message}`)
      else {
        const value = seed % 2 === 0 ? made.value : (made.value as { value: unknown }).value
        expect(parses(value), `seed ${seed}: ${JSON.stringify(value)}`).toBe(true)
      }
    }
  })
})

/** References of a schema that stands inside another one point to its root: it is given a name of its own. */
function detached(schema: object): object {
  const text = JSON.stringify(schema)
  return text.includes('"$ref"')
    ? {
        ...schema,
        properties: { value: { $id: 'https://example.test/value', ...JSON.parse(text).properties.value } },
      }
    : schema
}
