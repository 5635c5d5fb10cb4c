/**
 * Remembers at most so many values. Beyond them the one goes that was used longest ago; what was used while half of the room was
 * free counts as used when it came, as nothing had to go then.
 */
export class BoundedMap<K, V> {
  readonly #most: number
  /** The one that was used last stands last: to move it there takes longer than to find it. */
  readonly #values = new Map<K, V>()

  constructor(most: number) {
    this.#most = most
  }

  /** The value of this key. A new one is made and remembered. */
  use(key: K, make: () => V): V {
    const values = this.#values
    const isKnown = values.has(key)
    const value = isKnown ? values.get(key)! : make()
    if (isKnown && values.size * 2 <= this.#most) return value
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
