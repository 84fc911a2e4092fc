import fc from 'fast-check'
import { EcrsyncError } from '../../src/errors.ts'
import type { Intent } from '../../src/plan/assemble.ts'
import { intendedFrom } from '../manifest/world.ts'
import { TARGET } from '../world.ts'
import { caches } from './caches.ts'
import { lifecycleForm, lifecyclePolicy, policyForm, repositoryPolicy } from './documents.ts'
import { registryPolicy } from './registry-policy.ts'
import { registryRules } from './registry-rules.ts'
import { registrySettings } from './registry-settings.ts'
import { encryption, mostly, mutability, NAMES, repositoryName, some, tagKey, tagValue } from './values.ts'

export type Json = Readonly<Record<string, unknown>>

export const facets = fc
  .tuple(
    some({
      tags: fc.dictionary(tagKey, fc.option(tagValue, { freq: 6 }), { minKeys: 1, maxKeys: 4 }),
      imageScanningConfiguration: fc.record({ scanOnPush: fc.boolean() }),
      encryptionConfiguration: encryption,
      repositoryPolicy,
      lifecyclePolicy,
    }),
    fc.oneof(mutability, fc.constant({})),
  )
  .map(([others, both]): Json => ({ ...others, ...both }))

const match = fc.constantFrom<unknown>('**', 'team/*', ['team/**', '!team/web'], 'legacy')
const facetName = fc.constantFrom('tags', 'tags.team', 'imageTagMutability', 'repositoryPolicy', 'lifecyclePolicy')
export const layer = fc
  .record({
    match,
    settings: facets,
    unmanaged: fc.option(fc.uniqueArray(facetName, { maxLength: 2 })),
  })
  .map(({ match, settings, unmanaged }): Json => ({ match, ...settings, ...(unmanaged && { unmanaged }) }))

/** For what nobody declares, with texts that are another in each repository. */
export const entry = fc.tuple(layer, fc.boolean()).map(([said, isVarying]): Json => {
  if (!isVarying) return said
  const tags = { ...(said.tags as Json), found: '${{ vars.how }} ${{ repository.name }}' }
  return { ...said, vars: { how: 'by a push:' }, tags }
})

/** Of all kinds of the registry. */
export const registry = fc
  .tuple(registrySettings, registryRules, caches, some({ policy: registryPolicy }))
  .map((parts): Json => Object.assign({}, ...parts))

const adoption = fc.constantFrom<unknown>('team/*', '!team/web', { match: '**', from: 'billing' }, { match: 'legacy' })

/** Of the form that the schema wants, and now and then with something in it that ECR would refuse. */
export const anyManifest: fc.Arbitrary<Json> = fc
  .record({
    ownership: fc.constantFrom('tag', 'none'),
    name: mostly(fc.constantFrom('acme', 'Acme: a/b'), fc.constantFrom('', 'aws:acme', 'a;b')),
    defaults: fc.array(layer, { maxLength: 2 }),
    discovered: fc.array(entry, { maxLength: 2 }),
    repositories: fc.dictionary(repositoryName, facets, { minKeys: 1, maxKeys: 4 }),
    registry,
    shared: policyForm,
    standard: lifecycleForm,
    gone: fc.uniqueArray(fc.constantFrom(...NAMES), { maxLength: 2 }),
    maxImages: fc.integer({ min: 0, max: 3 }),
    adopt: fc.uniqueArray(adoption, { maxLength: 2 }),
    let: fc.uniqueArray(fc.constantFrom(...NAMES), { maxLength: 1 }),
  })
  .map(({ shared, standard, gone, maxImages, adopt, let: released, ...manifest }) => ({
    version: 1,
    ...manifest,
    accounts: { ci: '444455556666' },
    repositoryPolicies: { shared },
    lifecyclePolicies: { standard },
    removed: gone
      .filter(name => !Object.hasOwn(manifest.repositories, name))
      .map((name, index) => ({ name, ...(index > 0 && { maxImages }) })),
    ...(manifest.ownership === 'tag' && { adopt }),
    released: released.filter(name => !gone.includes(name)).map(name => ({ name, reason: 'it is theirs' })),
  }))

/** What a manifest wishes for; undefined where `validate` refuses it. */
export async function intentOf(manifest: Json, target = TARGET): Promise<Intent | undefined> {
  try {
    // JSON is YAML, and quotes every text.
    return await intendedFrom(JSON.stringify(manifest, null, 2), { target })
  } catch (error) {
    if (error instanceof EcrsyncError && error.code === 'INVALID_MANIFEST') return undefined
    throw error
  }
}
