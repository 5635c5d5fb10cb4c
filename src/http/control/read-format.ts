import { suggest } from '../../shape/shape.ts'

/** What is wrong with the query of a control request, in one sentence. */
export class WrongQuery extends Error {
  readonly statusCode = 400
}

/** The `format` of a query, the first one unless given. Throws `WrongQuery` for another, and for keys beside `otherKeys`. */
export function readFormat<const F extends string>(
  query: URLSearchParams,
  formats: readonly [F, ...F[]],
  otherKeys: readonly string[],
): F {
  for (const key of query.keys()) {
    if (key !== 'format' && !otherKeys.includes(key))
      throw new WrongQuery(
        `there is no parameter ${JSON.stringify(key)}; ${suggest(key, ['format', ...otherKeys])}`,
      )
  }
  const written = query.get('format') ?? formats[0]
  const format = formats.find((it) => it === written)
  if (format === undefined)
    throw new WrongQuery(`there is no format ${JSON.stringify(written)}; ${suggest(written, formats)}`)
  return format
}
