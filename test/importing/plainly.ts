import type { HeldRegistry } from '../../src/importing/held.ts'
import type { Fields } from '../../src/model.ts'

/** A manifest that says all that is held of one registry, and nothing shortly. */
export const manifestOf = ({ repositories, registry }: HeldRegistry): Fields => ({
  version: 1,
  name: 'imported',
  ownership: 'none',
  repositories: Object.fromEntries(repositories.map(({ name, states }) => [name, states])),
  registry,
})
