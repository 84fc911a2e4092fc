import { readdirSync, readFileSync } from 'node:fs'
import { Ajv, type ValidateFunction } from 'ajv'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { EDITOR_KEYWORDS } from '../../../src/manifest/form/editor/publish.ts'
import { PUBLISHED } from '../../../src/manifest/form/published.ts'
import { anyManifest, intentOf, type Json } from '../../properties/manifests.ts'
import { mutation, placesIn, withAt } from '../../properties/mutations.ts'

const FOLDER = new URL('../../../schemas/', import.meta.url)

/** As it comes, with the words of editors declared; whatever it warns of is here. */
function strict(schema: object): { readonly validate: ValidateFunction; readonly complaints: readonly string[] } {
  const complaints: string[] = []
  const note = (...words: readonly unknown[]) => complaints.push(words.join(' '))
  const ajv = new Ajv({ logger: { log: note, warn: note, error: note } })
  ajv.addVocabulary([...EDITOR_KEYWORDS])
  return { validate: ajv.compile(schema), complaints }
}

describe('a strict validator', () => {
  test.each(readdirSync(FOLDER).filter(file => file.endsWith('.json')))('has nothing to say of %s', file => {
    expect(strict(JSON.parse(readFileSync(new URL(file, FOLDER), 'utf8'))).complaints).toEqual([])
  })
})

describe('the published schema of a manifest', () => {
  const { validate } = strict(PUBLISHED.manifest())

  const mutated = fc.tuple(anyManifest, fc.nat(), mutation).map(([manifest, at, mutate]): Json => {
    const places = placesIn(manifest).slice(1)
    return withAt(manifest, places[at % places.length] ?? [], mutate) as Json
  })

  test.each([
    ['a manifest', anyManifest, 15],
    ['a manifest with something wrong in it', mutated, 60],
  ] as const)('takes whatever validate takes: %s', async (_, manifests, numRuns) => {
    const seen = { taken: 0, refused: 0 }
    await fc.assert(
      fc.asyncProperty(manifests, async manifest => {
        // With a target: what has a variable in its key is judged when that is filled in.
        const taken = (await intentOf(manifest)) !== undefined
        seen[taken ? 'taken' : 'refused'] += 1
        if (taken && !validate(manifest)) expect(validate.errors).toEqual([])
      }),
      { numRuns },
    )
    expect(Math.min(seen.taken, seen.refused)).toBeGreaterThan(5)
  })

  test('is small enough to be read whenever a manifest is opened', () => {
    expect(JSON.stringify(PUBLISHED.manifest()).length).toBeLessThan(128_000)
  })
})
