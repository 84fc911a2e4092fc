/** Made when first asked for, and then kept. */
export function once<T>(make: () => T): () => T {
  const made: T[] = []
  return () => {
    if (made.length === 0) made.push(make())
    return made[0] as T
  }
}

/** The same for each key. */
export function onceFor<K, T>(make: (key: K) => T): (key: K) => T {
  const made = new Map<K, T>()
  return key => {
    if (!made.has(key)) made.set(key, make(key))
    return made.get(key) as T
  }
}
