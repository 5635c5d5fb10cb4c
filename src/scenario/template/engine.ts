import { createRequire } from 'node:module'
import type * as liquid from 'liquidjs'
import type { Random } from '../../random/random.ts'
import { asText, matchValue } from './scope.ts'
import type { TemplateScope } from './scope.ts'

type LiquidModule = typeof liquid
type Liquid = InstanceType<LiquidModule['Liquid']>

/**
 * Bounds on one text: steps to fill it in, values that it may make, characters that it may write. Steps and not ms: what a
 * busy machine cannot fill in, another would, and the same seed would give other bytes.
 */
export const LIMITS = { steps: 100_000, values: 2_000_000, characters: 1_000_000 } as const
/** A value of faker counts for so many steps: it takes about so long. */
const FAKER_STEPS = 20

/** The key of the render's own scope, which no path of a template can name. */
const HIDDEN = '(scope)'

let loaded: { readonly module: LiquidModule; readonly engine: Liquid } | undefined

/** The template engine, loaded when first asked for: most files need none. */
export function templateEngine(): Liquid {
  return load().engine
}

/** Counts what one text takes; in the place of the engine's own limit, which asks it before each step. */
class Steps {
  #left: number = LIMITS.steps

  check(): void {
    this.use(1)
  }

  use(count: number): void {
    this.#left -= count
    if (this.#left < 0) throw new Error(`it takes more than ${LIMITS.steps} steps`)
  }
}

/** Fills a template in. Throws where it cannot be, or goes over a limit. */
export function renderTemplate(
  parsed: ReturnType<Liquid['parse']>,
  scope: TemplateScope,
  roots: Readonly<Record<string, () => unknown>>,
): unknown {
  const { module, engine } = load()
  const steps = new Steps()
  const limits = { renderLimit: steps, liquid: engine } as unknown as ContextLimits
  const view = engineScope(scope, roots, steps)
  return engine.renderSync(parsed, new module.Context(view, engine.options, { sync: true }, limits))
}

type ContextLimits = ConstructorParameters<LiquidModule['Context']>[3]

/** What the engine sees of a scope. Values are made when they are read. */
function engineScope(
  scope: TemplateScope,
  roots: Readonly<Record<string, () => unknown>>,
  steps: Steps,
): object {
  const { Drop } = load().module
  const view: object = Object.create(null)
  for (const [root, read] of Object.entries(roots))
    Object.defineProperty(view, root, { get: read, enumerable: true })
  class Chance extends Drop {
    override liquidMethodMissing(key: string | number): unknown {
      const sides = /^d(\d{1,9})$/.exec(String(key))?.[1]
      if (sides !== undefined) return scope.random.int(1, Math.max(1, Number(sides)))
      return key === 'next' ? scope.random.next() : key === 'seed' ? scope.random.seed : undefined
    }
  }
  class Faker extends Drop {
    readonly #module: string | undefined
    constructor(module?: string) {
      super()
      this.#module = module
    }
    override liquidMethodMissing(key: string | number): unknown {
      if (this.#module === undefined) return new Faker(String(key))
      steps.use(FAKER_STEPS)
      return scope.faker(`${this.#module}.${String(key)}`, [])
    }
  }
  class Match extends Drop {
    override valueOf(): string {
      return scope.match[0] ?? ''
    }
    override liquidMethodMissing(key: string | number): unknown {
      return matchValue(scope.match, [/^-?\d+$/.test(String(key)) ? Number(key) : String(key)])
    }
  }
  return Object.assign(view, {
    dice: new Chance(),
    faker: new Faker(),
    match: new Match(),
    [HIDDEN]: scope,
  })
}

function load(): NonNullable<typeof loaded> {
  if (loaded !== undefined) return loaded
  const module = createRequire(import.meta.url)('liquidjs') as LiquidModule
  return (loaded = { module, engine: createEngine(module) })
}

function createEngine({ Liquid, Drop }: LiquidModule): Liquid {
  const engine = new Liquid({
    ownPropertyOnly: true,
    strictFilters: true,
    timezoneOffset: 0,
    parseLimit: LIMITS.characters,
    memoryLimit: LIMITS.values,
    templates: {},
    outputEscape: (value) => asText(value instanceof Drop ? value.valueOf() : value),
  })
  // A template has no other files to name.
  for (const tag of ['include', 'render', 'layout', 'block']) delete engine.tags[tag]
  replaceFilters(engine)
  return engine
}

/** What would ask the clock or roll dice of its own follows the scope instead. */
function replaceFilters(engine: Liquid): void {
  for (const name of Object.keys(engine.filters).filter((it) => it.startsWith('date'))) {
    const own = engine.filters[name]
    if (typeof own !== 'function') continue
    engine.registerFilter(name, function (value: unknown, ...args: unknown[]) {
      const date = value === 'now' || value === 'today' ? scopeOf(this).now : value
      return own.call(this, date, ...args)
    })
  }
  const pick = function (this: FilterThis, list: unknown): unknown {
    return Array.isArray(list) && list.length > 0 ? diceOf(this).pick(list) : undefined
  }
  engine.registerFilter('pick', pick)
  engine.registerFilter('sample', pick)
  engine.registerFilter('roll', function (from: unknown, to: unknown) {
    const [low, high] = [Math.ceil(Number(from)), Math.floor(Number(to))]
    if (!(low <= high)) throw new Error(`roll wants two numbers, the lower first: {{ 1 | roll: 6 }}`)
    return diceOf(this).int(low, high)
  })
  engine.registerFilter('faker', function (method: unknown, ...args: unknown[]) {
    this.context.renderLimit.use(FAKER_STEPS)
    return scopeOf(this).faker(String(method), fakerArguments(args))
  })
}

type FilterThis = {
  readonly context: { readonly environments: object; readonly renderLimit: Pick<Steps, 'use'> }
}

/** `min: 1, max: 6` comes as pairs; for the method they are one object. */
function fakerArguments(args: readonly unknown[]): readonly unknown[] {
  const named = args.filter((it): it is [string, unknown] => Array.isArray(it) && it.length === 2)
  const plain = args.filter((it) => !named.includes(it as [string, unknown]))
  return named.length === 0 ? plain : [...plain, Object.fromEntries(named)]
}

function scopeOf(self: FilterThis): TemplateScope {
  return (self.context.environments as { readonly [HIDDEN]: TemplateScope })[HIDDEN]
}

function diceOf(self: FilterThis): Random {
  return scopeOf(self).random
}
