/**
 * Runs of several things in turn, so that what slows the machine for a while is not taken for one of them; each round begins
 * with another.
 * @template T
 * @param {number} rounds @param {Readonly<Record<string, () => Promise<T>>>} things
 * @returns {Promise<Record<string, T[]>>}
 */
export async function inTurn(rounds, things) {
  const names = Object.keys(things)
  /** @type {Record<string, T[]>} */
  const results = Object.fromEntries(names.map(name => [name, []]))
  for (let round = 0; round < rounds; round += 1)
    for (const index of names.keys()) {
      const name = names[(round + index) % names.length] ?? ''
      results[name]?.push(await /** @type {() => Promise<T>} */ (things[name])())
    }
  return results
}
