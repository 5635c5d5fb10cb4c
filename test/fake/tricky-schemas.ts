/** Kinds of schemas on which generators go wrong, one of each. */
const object = (properties: object, more: object = {}) => ({ type: 'object', properties, ...more })
const some = { type: 'string' }
const count = { type: 'integer' }
const d7 = { $schema: 'http://json-schema.org/draft-07/schema#' }
const d4 = { $schema: 'http://json-schema.org/draft-04/schema#' }
const d2019 = { $schema: 'https://json-schema.org/draft/2019-09/schema' }

const scalars = {
  'integer min only (5000)': { type: 'integer', minimum: 5000 },
  'integer max only (-5000)': { type: 'integer', maximum: -5000 },
  'number minimum 1e6 only': { type: 'number', minimum: 1e6 },
  'number maximum -1e6 only': { type: 'number', maximum: -1e6 },
  'number tiny range': { type: 'number', minimum: 0.12345, maximum: 0.12346 },
  'number exclusive bounds': { type: 'number', exclusiveMinimum: 0, exclusiveMaximum: 1e-6 },
  'integer exclusive bounds': { type: 'integer', exclusiveMinimum: 4, exclusiveMaximum: 6 },
  'integer fractional bounds': { type: 'integer', minimum: 1.5, maximum: 2.5 },
  'integer beyond 32 bits': { type: 'integer', minimum: 5_000_000_000, maximum: 9_007_199_254_740_000 },
  'multipleOf 0.01': { type: 'number', multipleOf: 0.01 },
  'multipleOf 0.1 in range': { type: 'number', multipleOf: 0.1, minimum: 0.25, maximum: 0.55 },
  'multipleOf 1e-8': { type: 'number', multipleOf: 1e-8, minimum: 0, maximum: 1 },
  'integer multipleOf 0.5': { type: 'integer', multipleOf: 0.5 },
  'integer multipleOf 1.5': { type: 'integer', multipleOf: 1.5 },
  'integer multipleOf 7 in range': { type: 'integer', multipleOf: 7, minimum: 50, maximum: 57 },
  'number const 0': { const: 0 },
  'const null': { const: null },
  'const object': { const: { a: [1, { b: null }] } },
  'enum of all types': { enum: [1, 'a', null, true, { x: 1 }, [2]] },
  'enum and type': { type: 'string', enum: [1, 'a', null] },
  'type union': { type: ['string', 'integer', 'null'] },
  'type null': { type: 'null' },
  boolean: { type: 'boolean' },
  true: true,
  'empty schema': {},
  'int32 format': { type: 'integer', format: 'int32', minimum: 2_147_483_000 },
  'minLength 1000': { type: 'string', minLength: 1000, maxLength: 1010 },
  'maxLength 0': { type: 'string', maxLength: 0 },
  'maxLength 3': { type: 'string', maxLength: 3 },
  'length exactly 17': { type: 'string', minLength: 17, maxLength: 17 },
}

const pattern = (source: string, more: object = {}) => ({ type: 'string', pattern: source, ...more })
const patterns = {
  'pattern + maxLength': pattern('^[a-z]+$', { maxLength: 5 }),
  'pattern + minLength': pattern('^[a-z]+$', { minLength: 40, maxLength: 44 }),
  'pattern lookahead': pattern('^(?=.*\\d)(?=.*[a-z])[a-z\\d]{6,10}$'),
  'pattern negative lookahead': pattern('^(?!abc)[a-c]{3}$'),
  'pattern lookbehind': pattern('^a(?<=a)b$'),
  'pattern \\p{Lu}': pattern('^\\p{Lu}\\p{Ll}+$'),
  'pattern \\u0041': pattern('^\\u0041[\\u0030-\\u0039]{3}$'),
  'pattern \\x41 and \\t': pattern('^\\x41\\t[\\x30-\\x39]$'),
  'pattern backreference': pattern('^([ab])x\\1$'),
  'pattern named group': pattern('^(?<year>\\d{4})-\\k<year>$'),
  'pattern + format email': pattern('@acme\\.com$', { format: 'email' }),
  'pattern unanchored': pattern('\\d{3}-\\d{4}'),
  'pattern alternation anchors': pattern('^alpha|beta|stable$'),
  'pattern negated class': pattern('^[^\\d\\W]{4}$'),
  'pattern escaped dash': pattern('^[\\w\\-\\.]+$'),
  'pattern nested quantifiers': pattern('^(a+)+$', { minLength: 30 }),
  'pattern optional groups': pattern('^(\\+\\d{1,3} )?\\(?\\d{3}\\)?[ -]\\d{3}[ -]\\d{4}$'),
  'pattern word boundary': pattern('\\bcat\\b'),
  'pattern lazy': pattern('^<.+?>$'),
  'pattern ISO date': pattern('^\\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\\d|3[01])$'),
  'pattern semver': pattern(
    '^(0|[1-9]\\d*)\\.(0|[1-9]\\d*)\\.(0|[1-9]\\d*)(?:-[0-9A-Za-z-]+(?:\\.[0-9A-Za-z-]+)*)?$',
  ),
  'pattern emoji range': pattern('^[\\u{1F600}-\\u{1F64F}]$'),
  'pattern empty': pattern(''),
  'pattern {0}': pattern('^a{0}b$'),
}

const formats = Object.fromEntries(
  'date-time date time duration email idn-email hostname idn-hostname ipv4 ipv6 uri uri-reference iri iri-reference uri-template uuid json-pointer relative-json-pointer regex byte password url iso-time iso-date-time unknown-format'
    .split(' ')
    .map((format) => [`format ${format}`, { type: 'string', format }]),
)

const arrays = {
  'array minItems no items': { type: 'array', minItems: 3 },
  'prefixItems minItems > prefix': { type: 'array', prefixItems: [some, count], minItems: 3 },
  'prefixItems items false': { type: 'array', prefixItems: [some, count], items: false, minItems: 2 },
  'items false': { type: 'array', items: false },
  contains: { type: 'array', items: count, contains: { type: 'integer', minimum: 11 }, minItems: 2 },
  'contains min/maxContains': {
    type: 'array',
    contains: { const: 'x' },
    minContains: 2,
    maxContains: 3,
    minItems: 6,
  },
  'contains beside prefix': { type: 'array', prefixItems: [some], contains: { type: 'null' } },
  'minContains 0': { type: 'array', contains: { const: 1 }, minContains: 0, items: some },
  'uniqueItems small domain': {
    type: 'array',
    uniqueItems: true,
    items: { enum: ['a', 'b', 'c'] },
    minItems: 3,
  },
  'uniqueItems objects': {
    type: 'array',
    uniqueItems: true,
    minItems: 4,
    items: object({ a: { type: 'boolean' }, b: { enum: [1, 2, 3] } }, { required: ['a', 'b'] }),
  },
  'unevaluatedItems false': { type: 'array', prefixItems: [some], unevaluatedItems: false, minItems: 1 },
  'nested arrays 6': {
    type: 'array',
    minItems: 1,
    items: {
      type: 'array',
      minItems: 1,
      items: {
        type: 'array',
        minItems: 1,
        items: {
          type: 'array',
          minItems: 1,
          items: { type: 'array', minItems: 1, items: { type: 'array', minItems: 1, items: count } },
        },
      },
    },
  },
  'draft-07 items array': { ...d7, type: 'array', items: [some, count], additionalItems: false, minItems: 2 },
  'draft-07 additionalItems schema': {
    ...d7,
    type: 'array',
    items: [some],
    additionalItems: count,
    minItems: 4,
  },
  'maxItems 0': { type: 'array', items: some, maxItems: 0 },
}

const objects = {
  'minProperties + patternProperties': {
    type: 'object',
    patternProperties: { '^x-[a-z]+$': count },
    additionalProperties: false,
    minProperties: 2,
  },
  'minProperties optional props closed': object(
    { a: some, b: some, c: some, d: some },
    { minProperties: 3, additionalProperties: false },
  ),
  maxProperties: object({ a: some, b: some, c: some }, { maxProperties: 1 }),
  propertyNames: { type: 'object', propertyNames: { pattern: '^[a-z]{3}$' }, minProperties: 2 },
  'propertyNames enum': {
    type: 'object',
    propertyNames: { enum: ['a', 'b'] },
    minProperties: 2,
    additionalProperties: count,
  },
  'map of numbers': { type: 'object', additionalProperties: { type: 'number' }, minProperties: 1 },
  'required outside properties': { type: 'object', required: ['a', 'b'] },
  dependentRequired: object({ a: some, b: some, c: some }, { dependentRequired: { a: ['b'], b: ['c'] } }),
  dependentSchemas: object(
    { a: some },
    { required: ['a'], dependentSchemas: { a: object({ b: count }, { required: ['b'] }) } },
  ),
  'draft-07 dependencies': {
    ...d7,
    ...object({ a: some, b: some }, { required: ['a'], dependencies: { a: ['b'], b: { required: ['c'] } } }),
  },
  'unevaluatedProperties false': {
    allOf: [object({ a: some }, { required: ['a'] })],
    properties: { b: count },
    unevaluatedProperties: false,
  },
  'additionalProperties beside pattern': {
    type: 'object',
    properties: { a: some },
    patternProperties: { '^n_': count },
    additionalProperties: { type: 'boolean' },
    minProperties: 3,
  },
  'forbidden property': object({ a: some, b: false }),
  'key __proto__': object(
    { ['__proto__']: count, constructor: count },
    { required: ['__proto__', 'constructor'] },
  ),
  'nested 8 levels required': Array.from({ length: 8 }).reduce<object>(
    (inner) => object({ n: inner }, { required: ['n'] }),
    count,
  ),
  'nested 40 levels required': Array.from({ length: 40 }).reduce<object>(
    (inner) => object({ n: inner }, { required: ['n'] }),
    count,
  ),
  'vendor keywords': object(
    {
      a: { type: 'integer', template: '#{b}', faker: 'lorem.text', chance: 'name' },
      b: { type: 'integer', autoIncrement: true },
    },
    { required: ['a', 'b'] },
  ),
  'openai strict': object(
    {
      steps: {
        type: 'array',
        items: object(
          { explanation: some, output: some },
          { required: ['explanation', 'output'], additionalProperties: false },
        ),
      },
      final_answer: some,
    },
    { required: ['steps', 'final_answer'], additionalProperties: false },
  ),
  'openapi nullable': object({ a: { type: 'string', nullable: true } }, { required: ['a'] }),
  'draft-4 exclusive': { ...d4, type: 'number', minimum: 5, exclusiveMinimum: true, maximum: 6 },
  'draft-4 id and ref': {
    ...d4,
    id: 'http://example.com/root.json',
    definitions: { a: { id: '#a', type: 'integer' } },
    ...object({ x: { $ref: '#a' }, y: { $ref: 'root.json#/definitions/a' } }, { required: ['x', 'y'] }),
  },
}

const combinations = {
  'oneOf overlapping numbers': {
    oneOf: [
      { type: 'integer', minimum: 0, maximum: 10 },
      { type: 'integer', minimum: 5, maximum: 15 },
    ],
  },
  'oneOf integer|number': { oneOf: [{ type: 'integer' }, { type: 'number' }] },
  'oneOf optional objects': {
    oneOf: [object({ a: some }, { required: ['a'] }), object({ b: some }, { required: ['b'] })],
  },
  'oneOf required with all declared': object(
    { a: some, b: some, c: some },
    { oneOf: [{ required: ['a'] }, { required: ['b'] }, { required: ['c'] }] },
  ),
  'oneOf const discriminator': {
    oneOf: ['cat', 'dog', 'fish'].map((kind) =>
      object(
        { kind: { const: kind }, [kind]: some },
        { required: ['kind', kind], additionalProperties: false },
      ),
    ),
  },
  'anyOf null': object({ a: { anyOf: [some, { type: 'null' }] } }, { required: ['a'] }),
  'anyOf + allOf siblings': {
    type: 'object',
    allOf: [object({ a: some }, { required: ['a'] })],
    anyOf: [object({ b: count }, { required: ['b'] }), object({ c: count }, { required: ['c'] })],
  },
  'anyOf + oneOf siblings': {
    type: 'object',
    anyOf: [{ required: ['a'] }, { required: ['b'] }],
    oneOf: [{ required: ['c'] }, { required: ['d'] }],
    properties: { a: some, b: some, c: some, d: some },
  },
  'allOf two multipleOf': { type: 'integer', allOf: [{ multipleOf: 4 }, { multipleOf: 6 }] },
  'allOf two patterns': { type: 'string', allOf: [{ pattern: '^a' }, { pattern: 'z$' }] },
  'allOf two anyOf': {
    type: 'object',
    allOf: [
      { anyOf: [{ required: ['a'] }, { required: ['b'] }] },
      { anyOf: [{ required: ['c'] }, { required: ['d'] }] },
    ],
    properties: { a: some, b: some, c: some, d: some },
  },
  'allOf with not': object({ a: some, b: some }, { allOf: [{ not: { required: ['a'] } }] }),
  'allOf with if/then': object(
    { x: { type: 'boolean' } },
    {
      required: ['x'],
      allOf: [
        { if: { properties: { x: { const: true } } }, then: { required: ['y'] }, else: { required: ['z'] } },
      ],
    },
  ),
  'allOf items merge': {
    type: 'array',
    minItems: 2,
    allOf: [
      { items: object({ a: some }, { required: ['a'] }) },
      { items: object({ b: count }, { required: ['b'] }) },
    ],
  },
  'allOf bounds': { allOf: [{ type: 'integer', minimum: 10 }, { maximum: 12 }] },
  'not required': object({ a: some, b: some }, { not: { required: ['b'] } }),
  'not type': { not: { type: 'string' } },
  'not pattern': { type: 'string', maxLength: 20, not: { pattern: '^a' } },
  'not anyOf': { not: { anyOf: [{ type: 'string' }, { type: 'object' }] } },
  'not enum': { type: 'integer', minimum: 1, maximum: 3, not: { enum: [1, 3] } },
  'not const in property': object({ a: { type: 'boolean', not: { const: true } } }, { required: ['a'] }),
  'if/then/else': object(
    { kind: { enum: ['a', 'b'] } },
    {
      required: ['kind'],
      if: { properties: { kind: { const: 'a' } } },
      then: object({ x: count }, { required: ['x'] }),
      else: object({ y: count }, { required: ['y'] }),
    },
  ),
  'if on type': { if: { type: 'string' }, then: { minLength: 5 }, else: { type: 'integer', minimum: 3 } },
  'enum in allOf': { allOf: [{ enum: ['a', 'b', 'c'] }, { enum: ['c', 'd'] }] },
}

const tree = {
  type: 'object',
  properties: { value: some, children: { type: 'array', items: { $ref: '#' } } },
  required: ['value', 'children'],
}
const references = {
  '$ref sibling properties': {
    $defs: { a: object({ x: some }, { required: ['x'] }) },
    $ref: '#/$defs/a',
    properties: { y: count },
    required: ['y'],
  },
  definitions: {
    definitions: { a: count },
    ...object({ n: { $ref: '#/definitions/a' } }, { required: ['n'] }),
  },
  '$ref escaped': { $defs: { 'a/b~c d': count }, $ref: '#/$defs/a~1b~0c%20d' },
  '$ref into properties': object(
    { a: { type: 'integer', minimum: 7 }, b: { $ref: '#/properties/a' } },
    { required: ['b'] },
  ),
  '$ref into components': {
    components: { schemas: { Pet: object({ name: some }, { required: ['name'] }) } },
    $ref: '#/components/schemas/Pet',
  },
  $anchor: { $defs: { x: { $anchor: 'foo', type: 'integer', minimum: 3 } }, $ref: '#foo' },
  '$id and relative ref': {
    $id: 'https://example.com/a.json',
    $defs: { b: { $id: 'b.json', type: 'integer', minimum: 2 } },
    ...object({ x: { $ref: 'b.json' } }, { required: ['x'] }),
  },
  'recursive tree': tree,
  'linked list': object(
    { value: count, next: { anyOf: [{ $ref: '#' }, { type: 'null' }] } },
    { required: ['value', 'next'] },
  ),
  'recursive mutual': {
    $defs: {
      a: object({ b: { $ref: '#/$defs/b' } }),
      b: object({ a: { $ref: '#/$defs/a' } }, { required: ['a'] }),
    },
    $ref: '#/$defs/a',
  },
  'recursive expression': {
    $defs: {
      e: {
        oneOf: [
          { type: 'number' },
          object(
            { op: { enum: ['+', '-'] }, l: { $ref: '#/$defs/e' }, r: { $ref: '#/$defs/e' } },
            { required: ['op', 'l', 'r'], additionalProperties: false },
          ),
        ],
      },
    },
    $ref: '#/$defs/e',
  },
  'recursive fan-out ending in null': {
    $defs: {
      n: {
        anyOf: [
          object(Object.fromEntries([...'abcdefgh'].map((key) => [key, { $ref: '#/$defs/n' }])), {
            required: [...'abcdefgh'],
          }),
          { type: 'null' },
        ],
      },
    },
    $ref: '#/$defs/n',
  },
  $dynamicRef: {
    $dynamicAnchor: 'node',
    ...object(
      { data: some, kids: { type: 'array', items: { $dynamicRef: '#node' } } },
      { required: ['kids'], unevaluatedProperties: false },
    ),
  },
  '$recursiveRef 2019-09': {
    ...d2019,
    $recursiveAnchor: true,
    ...object({ kids: { type: 'array', items: { $recursiveRef: '#' } } }, { required: ['kids'] }),
  },
  'array of unions by $defs': {
    $defs: {
      t: object({ type: { const: 'text' }, text: some }, { required: ['type', 'text'] }),
      i: object(
        { type: { const: 'image' }, url: { type: 'string', format: 'uri' } },
        { required: ['type', 'url'] },
      ),
    },
    type: 'array',
    minItems: 2,
    items: { oneOf: [{ $ref: '#/$defs/t' }, { $ref: '#/$defs/i' }] },
  },
}

export const trickySchemas: Readonly<Record<string, unknown>> = {
  ...scalars,
  ...patterns,
  ...formats,
  ...arrays,
  ...objects,
  ...combinations,
  ...references,
}
