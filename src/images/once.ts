/** Says whether it was this call that did it. */
export type Once = (key: string, work: () => Promise<void>) => Promise<boolean>

/**
 * Work that needs doing once for each key. Whoever asks for it while it is under way waits for it, and takes it over
 * where it fails.
 */
export function openOnce(): Once {
  const works = new Map<string, Promise<void>>()
  return async (key, work) => {
    for (let other = works.get(key); other !== undefined; other = works.get(key)) {
      const isDone = await other.then(
        () => true,
        () => false,
      )
      if (isDone) return false
    }
    const own = work()
    works.set(key, own)
    try {
      await own
      return true
    } catch (error) {
      works.delete(key)
      throw error
    }
  }
}
