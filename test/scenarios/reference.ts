import type { JsonSchema } from '../../src/shape/shape.ts'

const HEAD = `# Scenario reference

Written by \`npm run generate\` from the code that reads scenario files. Every key, what it takes, and what it does.
`

/** Titles of the definitions that have keys of their own. */
const TITLES: Readonly<Record<string, string>> = {
  when: 'when',
  reply: 'reply',
  error: 'error',
  upstream: 'upstream',
  wire: 'wire',
  chaos: 'chaos',
  limit: 'limits',
  text_matcher: 'Matcher of a text',
  value_matcher: 'Matcher of a value',
  json_matcher: 'Matcher of a JSON value',
  number_matcher: 'Matcher of a number',
}

/** The language of scenario files, given as JSON Schema, as a page of tables. Faults have a page of their own. */
export function scenarioReference(schema: JsonSchema): string {
  const defs = schema['$defs'] as Record<string, JsonSchema>
  const file = schema['properties'] as Record<string, JsonSchema>
  const { items } = file['scenarios'] as { items: JsonSchema }
  return [
    HEAD,
    table('A file', schema),
    table('A scenario', items),
    table('timing', (items['properties'] as Record<string, JsonSchema>)['timing']!),
    table('fake', (items['properties'] as Record<string, JsonSchema>)['fake']!),
    ...Object.entries(TITLES).map(([name, title]) => table(title, defs[name]!)),
    'Faults and their options: [FAULTS.md](../FAULTS.md). Errors: `bifrost-emulator list errors`.\n',
  ].join('\n')
}

function table(title: string, schema: JsonSchema): string {
  const short = alternatives(schema).filter((it) => it['properties'] === undefined)
  const maps = alternatives(schema).filter((it) => it['properties'] !== undefined)
  const rows = maps.flatMap((map) =>
    Object.entries(map['properties'] as Record<string, JsonSchema>).map(([key, value]) => {
      const required = ((map['required'] ?? []) as readonly string[]).includes(key)
      const about = cell(String(value['description'] ?? ''))
      return `| \`${key}\`${required ? ' (required)' : ''} | ${cell(takes(value))} | ${about} |`
    }),
  )
  const intro = short.length === 0 ? '' : `Short form: ${cell(short.map(takes).join(', '))}.\n\n`
  const head = '| key | takes | what |\n| --- | --- | --- |\n'
  return `## ${title}\n\n${intro}${rows.length === 0 ? '' : `${head}${rows.join('\n')}\n`}`
}

/** What a key takes, in a few words. */
function takes(schema: JsonSchema): string {
  const { $ref, type, items } = schema
  if (typeof $ref === 'string') return named($ref.slice('#/$defs/'.length))
  if ('const' in schema) return `\`${JSON.stringify(schema['const'])}\``
  if (Array.isArray(schema['enum'])) return words(schema['enum'])
  const parts = alternatives(schema)
  if (parts.length > 1) return [...new Set(parts.map(takes))].join(', ')
  if (Array.isArray(type)) return type.join(', ')
  if (type === 'array') return items === undefined ? 'list' : `list of ${takes(items as JsonSchema)}`
  if (schema['properties'] !== undefined)
    return `{ ${Object.keys(schema['properties'] as object)
      .slice(0, 6)
      .join(', ')}${Object.keys(schema['properties'] as object).length > 6 ? ', …' : ''} }`
  return type === 'object'
    ? 'map'
    : type === 'string'
      ? 'text'
      : type === undefined
        ? 'any value'
        : String(type)
}

function named(definition: string): string {
  const title = TITLES[definition]
  if (title === undefined)
    return definition === 'error_name' ? 'name of an error' : definition.replaceAll('_', ' ')
  return `[${title}](#${title.toLowerCase().replaceAll(' ', '-')})`
}

const MOST_WORDS = 12

function words(values: readonly unknown[]): string {
  const shown = values
    .slice(0, MOST_WORDS)
    .map((it) => `\`${typeof it === 'string' ? it : JSON.stringify(it)}\``)
  return `${shown.join(' ')}${values.length > MOST_WORDS ? ` and ${values.length - MOST_WORDS} more` : ''}`
}

function alternatives(schema: JsonSchema): readonly JsonSchema[] {
  const { anyOf } = schema
  return Array.isArray(anyOf) ? (anyOf as JsonSchema[]).flatMap(alternatives) : [schema]
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('\n', ' ')
}
