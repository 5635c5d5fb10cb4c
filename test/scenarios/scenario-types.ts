import type { JsonSchema } from '../../src/shape/shape.ts'

const HEAD = `// Written by \`npm run generate\` from the shapes that read scenario files.
// The language of scenarios as types, so that editors and compilers know every key and every name.

/** The name of a fault. */
export type FaultName = keyof FaultMap

/** A fault as in the header \`x-emulator-fault\`: \`cut\`, \`cut:after=3\`, or several with \`;\` between them. */
export type FaultText = FaultName | \`\${FaultName}\${':' | ';'}\${string}\`

/** Faults: one, or several in their order. */
export type FaultsInput = FaultText | FaultMap | readonly (FaultText | FaultMap)[]

/** A number, or its text. Durations may have a unit: 2s. */
export type FaultNumber = number | string

/** The options of a fault; null or true: the usual ones. */
export type Fault<Options = object> = (Options & FaultChance) | null | true | undefined

export interface FaultChance {
  /** how likely it hits, 0 to 1 */
  readonly chance?: FaultNumber | undefined
}

/** Bytes that are no text. */
export type Base64 = Uint8Array | { readonly $base64: string }
`

/** Names of the definitions that are types of their own; the others follow from theirs. */
const NAMES: Readonly<Record<string, string>> = {
  chaos: 'ChaosInput',
  limit: 'LimitInput',
  error: 'ErrorInput',
  fault: 'FaultMap',
  fault_count: 'FaultNumber',
  fault_share: 'FaultNumber',
  fault_alone: 'Fault',
  fault_time: 'FaultNumber',
  reply: 'ReplyInput',
  upstream: 'UpstreamInput',
  when: 'WhenInput',
  wire: 'WireInput',
}

/** Keys whose values are types of their own, wherever they stand. */
const SHARED: Readonly<Record<string, string>> = {
  fake: 'FakeInput',
  fault: 'FaultsInput',
  faults: 'FaultsInput',
  timing: 'TimingInput',
}

/** Maps that stand at several places, by the key where they stand. */
const PARTS: Readonly<Record<string, string>> = { headers: 'HeadersInput', one_of: 'WeightedFailure' }

/** Long lists of words, by the key where they stand first. */
const WORDS: Readonly<Record<string, string>> = { locale: 'Locale', like: 'TimingName' }

/** Groups of keys that several maps have in common: each is written once. The larger ones come first. */
const GROUPS: Readonly<Record<string, readonly string[]>> = {
  ChoiceInput: [
    'text',
    'json',
    'chunks',
    'reasoning',
    'refusal',
    'tool_calls',
    'stream',
    'blocks',
    'annotations',
    'audio',
    'logprobs',
    'content_filter',
    'finish_reason',
  ],
  WireInput: [
    'status',
    'headers',
    'body',
    'text',
    'events',
    'gap_ms',
    'delay_ms',
    'done',
    'slice',
    'chunked',
  ],
  MatcherMap: [
    'equals',
    'contains',
    'matches',
    'starts_with',
    'ends_with',
    'exists',
    'gt',
    'gte',
    'lt',
    'lte',
  ],
  OutcomeMap: ['reply', 'error', 'upstream', 'wire', 'fake'],
  FaultPosition: ['after', 'chars', 'fraction', 'ms', 'in'],
  FaultPlace: ['after', 'chars', 'fraction'],
  ToolCallInput: ['name', 'arguments', 'id', 'type'],
  TokenDetails: ['cached_tokens', 'audio_tokens', 'text_tokens', 'image_tokens'],
  RequestFilter: ['deployment', 'session', 'when'],
  FailureInput: ['error', 'fault', 'faults'],
  ChunkInput: ['text', 'delay_ms'],
  FileInput: ['file'],
  WaitStep: ['$wait'],
  EndStep: ['$end'],
  FakeReply: ['fake'],
}

/** How the text of a number is described in the options of a fault. */
const FAULT_NUMBER = '\\d'

/** Where a text is a part to look for, not a matcher. */
const PLAIN = new Set(['contains', 'starts_with', 'ends_with'])

/** What a text means where the writer stands. */
type Text = 'string' | 'string | RegExp'

/**
 * The language of scenario files, given as JSON Schema, as TypeScript; and that of an order for the next request. Rules
 * beyond types (keys that exclude each other) are left out.
 */
export function scenarioTypes(schema: JsonSchema, order: JsonSchema): string {
  return new TypeWriter(schema, order).text()
}

class TypeWriter {
  readonly #defs: Record<string, JsonSchema>
  readonly #scenario: JsonSchema
  readonly #order: JsonSchema
  readonly #groups: readonly Group[]
  readonly #words = new Map<string, readonly unknown[]>()
  /** What the maps of `PARTS` hold, as text. */
  readonly #parts = new Map<string, string>()

  constructor(schema: JsonSchema, order: JsonSchema) {
    this.#defs = schema['$defs'] as Record<string, JsonSchema>
    this.#scenario = (schema['properties'] as { scenarios: { items: JsonSchema } }).scenarios.items
    this.#order = order
    const maps = [...mapsIn(schema), ...mapsIn(order)]
    this.#groups = Object.entries(GROUPS).map(([name, keys]) => groupOf(name, keys, maps))
    for (const [key, name] of Object.entries(WORDS)) {
      const list = maps.map((map) => propertiesOf(map)[key]?.['enum']).find(Array.isArray)
      if (list !== undefined) this.#words.set(name, list)
    }
  }

  text(): string {
    const keys = propertiesOf(this.#scenario)
    const replies = (keys['replies'] as { items: JsonSchema }).items
    const declared = [
      ...Object.entries(this.#defs)
        // Written by hand, above: a program gives bytes.
        .filter(([name]) => name !== 'base64' && !name.startsWith('fault_'))
        .map(([name, def]) => this.#declare(nameOf(name), def, textIn(name))),
      ...Object.entries(SHARED)
        .filter(([, name]) => name !== 'FaultsInput')
        .map(([key, name]) => this.#declare(name, { ...keys[key], description: '' }, 'string')),
      this.#declare('NextInput', this.#order, 'string'),
      this.#declare('ScenarioInput', this.#scenario, 'string'),
      this.#declare('OutcomeInput', replies, 'string'),
    ]
    const groups = this.#groups
      .filter(({ name }) => !Object.values(NAMES).includes(name))
      .map(({ name, schema }) =>
        this.#declare(name, schema, name === 'MatcherMap' ? 'string | RegExp' : 'string', name),
      )
    const parts = [...this.#parts].map(([name, type]) => `export type ${name} = ${type}\n`)
    const words = [...this.#words].map(([name, list]) => wordsType(name, list))
    return [HEAD, ...declared, ...groups, ...parts, ...words].join('\n')
  }

  #declare(name: string, schema: JsonSchema, text: Text, self = name): string {
    if (isWordList(schema)) return wordsType(name, schema['enum'] as readonly unknown[])
    if (name === 'FaultMap') return `export interface FaultMap ${this.#faults(schema)}\n`
    if (schema['properties'] === undefined) return `export type ${name} = ${this.#typeOf(schema, text)}\n`
    const { groups, rest } = this.#split(schema, self)
    const from = groups.length === 0 ? '' : ` extends ${groups.map((it) => it.name).join(', ')}`
    return `export interface ${name}${from} ${this.#body(rest, text, [])}\n`
  }

  #typeOf(schema: JsonSchema, text: Text): string {
    const { $ref, anyOf, type, items, additionalProperties } = schema
    if (typeof $ref === 'string') return nameOf($ref.slice('#/$defs/'.length))
    if ('const' in schema) return JSON.stringify(schema['const'])
    if (Array.isArray(schema['enum'])) return this.#enumeration(schema['enum'])
    if (Array.isArray(anyOf)) return this.#alternatives(anyOf as JsonSchema[], text)
    if (Array.isArray(type)) return union(type.map((one: string) => this.#typeOf(only(one, schema), text)))
    if (schema['properties'] !== undefined) return this.#mapType(schema, text)
    if (type === 'array')
      return `readonly (${items === undefined ? 'unknown' : this.#typeOf(items as JsonSchema, text)})[]`
    if (type === 'object')
      return isSchema(additionalProperties)
        ? `{ readonly [name: string]: ${this.#typeOf(additionalProperties, text)} }`
        : '{ readonly [key: string]: unknown }'
    return SCALARS[String(type)] ?? (type === 'string' ? text : 'unknown')
  }

  #alternatives(schemas: readonly JsonSchema[], text: Text): string {
    if (schemas[1]?.['pattern'] === FAULT_NUMBER) return 'FaultNumber'
    return union(schemas.map((one) => this.#typeOf(one, text)))
  }

  #enumeration(words: readonly unknown[]): string {
    const [name, known] =
      [...this.#words].find(([, list]) => list.every((word) => words.includes(word))) ?? []
    const others = known === undefined ? words : words.filter((word) => !known.includes(word))
    return union([...(name === undefined ? [] : [name]), ...others.map(wordType)])
  }

  /** A map that stands inside another type. */
  #mapType(schema: JsonSchema, text: Text): string {
    const names = Object.keys(propertiesOf(schema))
    if (names.length === 1 && names[0] === '$base64') return 'Base64'
    if (names.length === 0) return '{ readonly [key: string]: never }'
    const { groups, rest } = this.#split(schema)
    const parts = groups.map((it) => it.name)
    if (Object.keys(propertiesOf(rest)).length > 0) parts.push(this.#body(rest, text))
    return parts.join(' & ')
  }

  #body(schema: JsonSchema, text: Text, without: readonly string[] = []): string {
    const required = (schema['required'] ?? []) as readonly string[]
    const lines = Object.entries(propertiesOf(schema))
      .filter(([key]) => !without.includes(key))
      .map(([key, value]) => {
        const type = SHARED[key] ?? this.#partType(key, this.#typeOf(value, textAt(key, text)))
        const line = `readonly ${key}${required.includes(key) ? `: ${type}` : `?: ${type} | undefined`}`
        return documented(value['description'], line)
      })
    return `{\n${lines.join('')}}`
  }

  /** The name of a type that stands under this key at several places. */
  #partType(key: string, type: string): string {
    const name = PARTS[key]
    if (name === undefined) return type
    if (!this.#parts.has(name)) this.#parts.set(name, type)
    return this.#parts.get(name) === type ? name : type
  }

  /** The groups that a map consists of, and what else is in it. `self`: the group that is written. */
  #split(schema: JsonSchema, self = ''): { groups: readonly Group[]; rest: JsonSchema } {
    const left = { ...propertiesOf(schema) }
    const required = (schema['required'] ?? []) as readonly string[]
    const groups = this.#groups.filter((group) => {
      const keys = Object.keys(group.texts)
      const fits =
        group.name !== self &&
        keys.every((key) => key in left && group.texts[key] === contentOf(left[key]!, required.includes(key)))
      if (fits) for (const key of keys) delete left[key]
      return fits
    })
    return { groups, rest: { ...schema, properties: left } }
  }

  /** Each fault with its options; `chance`, which all have, is part of `Fault`. */
  #faults(schema: JsonSchema): string {
    const lines = Object.entries(propertiesOf(schema)).map(([name, entry]) => {
      const forms = (entry['anyOf'] as JsonSchema[]).flatMap((form) => this.#formsOf(form))
      const maps = forms.filter((form) => form['properties'] !== undefined).map((form) => this.#options(form))
      const words = forms.filter((form) => Array.isArray(form['enum']) && !form['enum'].includes(null))
      const type = [
        maps.join() === '' ? 'Fault' : `Fault<${maps.join(' | ')}>`,
        ...words.map((form) => this.#typeOf(form, 'string')),
      ].join(' | ')
      return documented(entry['description'], `readonly ${name}?: ${type}`)
    })
    return `{\n${lines.join('')}}`
  }

  /** Those that a shared definition stands for. */
  #formsOf(form: JsonSchema): readonly JsonSchema[] {
    const name = String(form['$ref'] ?? '').slice('#/$defs/'.length)
    return (this.#defs[name]?.['anyOf'] as JsonSchema[] | undefined) ?? [form]
  }

  /** One form of a fault's options; '' for none. */
  #options({ properties, required }: JsonSchema): string {
    const { chance: _chance, ...own } = properties as Record<string, JsonSchema>
    const { groups, rest } = this.#split({ properties: own, required })
    const parts = groups.map((it) => it.name)
    if (Object.keys(propertiesOf(rest)).length > 0) parts.push(this.#body(rest, 'string'))
    return parts.join(' & ')
  }
}

/** Keys that several maps share, with what they hold as text. */
interface Group {
  readonly name: string
  readonly schema: JsonSchema
  readonly texts: Readonly<Record<string, string>>
}

function groupOf(name: string, keys: readonly string[], maps: readonly JsonSchema[]): Group {
  const first = maps.find((map) => keys.every((key) => key in propertiesOf(map)))
  if (first === undefined) throw new Error(`no map has all keys of ${name}: ${keys.join(', ')}`)
  const required = ((first['required'] ?? []) as readonly string[]).filter((key) => keys.includes(key))
  const all = propertiesOf(first)
  const properties = Object.fromEntries(keys.map((key) => [key, all[key]!]))
  const texts = keys.map((key) => [key, contentOf(all[key]!, required.includes(key))])
  return { name, schema: { properties, required }, texts: Object.fromEntries(texts) }
}

function contentOf(schema: JsonSchema, required: boolean): string {
  return `${required} ${JSON.stringify(schema)}`
}

/** Every map with keys in a schema, outer ones before inner ones. */
function mapsIn(schema: unknown): JsonSchema[] {
  if (Array.isArray(schema)) return schema.flatMap(mapsIn)
  if (!isSchema(schema)) return []
  const inner = Object.values(schema).flatMap(mapsIn)
  return isSchema(schema['properties']) ? [schema, ...inner] : inner
}

function propertiesOf(schema: JsonSchema): Record<string, JsonSchema> {
  return (schema['properties'] ?? {}) as Record<string, JsonSchema>
}

function textIn(definition: string): Text {
  return definition.endsWith('_matcher') || definition === 'when' ? 'string | RegExp' : 'string'
}

function textAt(key: string, text: Text): Text {
  return key === 'tools' || PLAIN.has(key) ? 'string' : text
}

function nameOf(definition: string): string {
  return NAMES[definition] ?? definition.replace(/(?:^|_)(\w)/g, (_all, first: string) => first.toUpperCase())
}

const SCALARS: Readonly<Record<string, string>> = {
  number: 'number',
  integer: 'number',
  boolean: 'boolean',
  null: 'null',
}

/** The schema for one of its types alone. */
function only(type: string, schema: JsonSchema): JsonSchema {
  return type === 'object' ? { ...schema, type } : { type }
}

function union(types: readonly string[]): string {
  const all = [...new Set(types.flatMap((type) => (/[{(<]/.test(type) ? [type] : type.split(' | '))))]
  return all.map((type) => (/^[A-Z]\w* & /.test(type) ? `(${type})` : type)).join(' | ')
}

function isSchema(value: unknown): value is JsonSchema {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** As long as a line may be where it stands two maps deep. */
const MOST_COLUMNS = 98

/** What is said of a key stands before it, in the same line where there is room. */
function documented(about: unknown, line: string): string {
  if (about === undefined) return `${line}\n`
  const comment = `/** ${String(about)} */`
  const isShort = !/[{\n]/.test(line) && comment.length + line.length < MOST_COLUMNS
  return `${comment}${isShort ? ' ' : '\n'}${line}\n`
}

function isWordList(schema: JsonSchema): boolean {
  const words: unknown = schema['enum']
  return Array.isArray(words) && words.length >= 10
}

/** Many words, as many in a line as there is room for. */
function wordsType(name: string, words: readonly unknown[]): string {
  const lines = ['']
  for (const word of words.map(wordType)) {
    if (lines.at(-1)!.length + word.length > MOST_COLUMNS) lines.push('')
    lines[lines.length - 1] += ` | ${word}`
  }
  return `// prettier-ignore\nexport type ${name} =\n${lines.map((line) => ` ${line}`).join('\n')}\n`
}

function wordType(word: unknown): string {
  return typeof word === 'string' ? `'${word}'` : JSON.stringify(word)
}
