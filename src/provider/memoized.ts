/** Remembers what was made of each object, as long as the object lives. */
export function memoized<K extends object, V>(make: (key: K) => V): (key: K) => V {
  const known = new WeakMap<K, V>()
  return (key) => {
    let value = known.get(key)
    if (value === undefined && !known.has(key)) known.set(key, (value = make(key)))
    return value as V
  }
}
