/** Remembers at most so many values. Beyond them the one goes that was used longest ago. */
export class BoundedMap<K, V> {
  readonly #most: number
  /** The one that was used last stands last. */
  readonly #values = new Map<K, V>()

  constructor(most: number) {
    this.#most = most
  }

  /** The value of this key. A new one is made and remembered. */
  use(key: K, make: () => V): V {
    const values = this.#values
    const value = values.has(key) ? values.get(key)! : make()
    values.delete(key)
    values.set(key, value)
    if (values.size > this.#most) values.delete(values.keys().next().value!)
    return value
  }

  /** A look that does not count as a use. */
  get(key: K): V | undefined {
    return this.#values.get(key)
  }

  values(): Iterable<V> {
    return this.#values.values()
  }

  entries(): Iterable<[K, V]> {
    return this.#values.entries()
  }

  delete(key: K): void {
    this.#values.delete(key)
  }

  clear(): void {
    this.#values.clear()
  }
}
