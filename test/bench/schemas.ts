const text = { type: 'string' }
const object = (properties: Readonly<Record<string, object>>) => ({
  type: 'object',
  properties,
  required: Object.keys(properties),
  additionalProperties: false,
})
const list = (items: object) => ({ type: 'array', items, minItems: 1, maxItems: 5 })

const address = object({ street: text, city: text, postal_code: text, country: { enum: ['DE', 'FR', 'US'] } })
const person = object({
  name: text,
  email: { type: 'string', format: 'email' },
  age: { type: 'integer', minimum: 18, maximum: 99 },
  address,
})

/** Schemas as clients send them with `strict`: a few fields, an extraction, a nested order, a tree. */
export const SCHEMAS: Readonly<Record<string, object>> = {
  small: object({ answer: text, confidence: { type: 'number', minimum: 0, maximum: 1 } }),
  extraction: object({
    title: text,
    summary: text,
    sentiment: { enum: ['positive', 'neutral', 'negative'] },
    tags: list(text),
    published: { type: 'string', format: 'date-time' },
    source: { anyOf: [{ type: 'string', format: 'uri' }, { type: 'null' }] },
  }),
  order: object({
    id: { type: 'string', pattern: '^ORD-[0-9]{6}$' },
    customer: person,
    lines: list(
      object({
        sku: { type: 'string', pattern: '^[A-Z]{3}-[0-9]{4}$' },
        quantity: { type: 'integer', minimum: 1 },
        price: { type: 'number', minimum: 0 },
        gift: { type: 'boolean' },
      }),
    ),
    shipping: address,
    notes: { type: ['string', 'null'] },
  }),
  tree: {
    ...object({ steps: list({ $ref: '#/$defs/step' }), final_answer: text }),
    $defs: {
      step: object({
        explanation: text,
        output: text,
        children: { type: 'array', items: { $ref: '#/$defs/step' }, maxItems: 2 },
      }),
    },
  },
}
