import { singular } from './realistic/words.ts'

/** A JSON Schema for keys that a prompt names in words; what they hold follows from their names. `count`: a list of so many objects. */
export function wishedSchema(keys: readonly string[], count: number | undefined): object {
  const names = keys.length > 0 ? keys : ['title', 'summary', 'tags']
  const object = {
    type: 'object',
    properties: Object.fromEntries(names.map((name) => [name, valueSchema(name)])),
    required: names,
  }
  return count === undefined ? object : { type: 'array', items: object, minItems: count, maxItems: count }
}

function valueSchema(name: string): object {
  if (/^(?:is|has|can)[A-Z_ ]|\b(?:active|enabled|available|done|completed)\b/.test(name))
    return { type: 'boolean' }
  if (/(?:^|_|\b)(?:age|count|quantity|year|rank|score|stars|population|number|days|minutes)$/i.test(name))
    return { type: 'integer' }
  if (/(?:^|_|\b)(?:price|amount|total|cost|rating|weight|height|temperature|percent(?:age)?)$/i.test(name))
    return { type: 'number' }
  const isMany = singular(name) !== name && !/(?:status|address|news|series)$/i.test(name)
  return isMany ? { type: 'array', items: { type: 'string' }, minItems: 2, maxItems: 4 } : { type: 'string' }
}
