/** The JSON Schemas of the documentation page, by what they describe. */
export interface PageSchemas {
  readonly request: object
  readonly response: object
  readonly chunk: object
  readonly error: object
}

/** A schema whose references are resolved: as much of one as shaping a value needs. */
export interface Shape {
  readonly type?: string
  readonly properties?: Readonly<Record<string, Shape>>
  readonly items?: Shape
  /** Keys beside `properties`, where the page shows a map or an object that it says nothing of. */
  readonly additionalProperties?: Shape | boolean
}

/** The page's shapes of what is sent. */
export interface PageShapes {
  readonly response: Shape
  readonly chunk: Shape
  readonly error: Shape
}

export function pageShapes(schemas: PageSchemas): PageShapes {
  const files: Readonly<Record<string, object>> = {
    'response.json': schemas.response,
    'chunk.json': schemas.chunk,
    'error.json': schemas.error,
  }
  const shape = (file: string) => resolved(files[file]!, file, files) as Shape
  return { response: shape('response.json'), chunk: shape('chunk.json'), error: shape('error.json') }
}

function resolved(value: unknown, file: string, files: Readonly<Record<string, object>>): unknown {
  if (Array.isArray(value)) return value.map((entry) => resolved(entry, file, files))
  if (typeof value !== 'object' || value === null) return value
  const { $ref, $defs: _defs, ...rest } = value as Readonly<Record<string, unknown>>
  if (typeof $ref === 'string') {
    const [target = '', pointer = ''] = $ref.split('#')
    const home = target === '' ? file : target
    const steps = pointer.split('/').slice(1)
    const found = steps.reduce<unknown>(
      (at, step) => (at as Record<string, unknown> | undefined)?.[step],
      files[home],
    )
    return resolved(found, home, files)
  }
  return Object.fromEntries(Object.entries(rest).map(([key, entry]) => [key, resolved(entry, file, files)]))
}
