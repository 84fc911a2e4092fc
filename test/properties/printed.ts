import { posix } from 'node:path'
import fc from 'fast-check'
import { EcrsyncError } from '../../src/errors.ts'
import { loadManifest } from '../../src/manifest/form/load.ts'
import { printResolved } from '../../src/manifest/meaning/print.ts'
import { type ResolvedManifest, resolve } from '../../src/manifest/meaning/resolve.ts'
import { wishesOf } from '../../src/manifest/meaning/wishes.ts'
import { memoryFiles } from '../../src/manifest/text/memory-files.ts'
import { REGION } from '../world.ts'
import { lifecycleForm, policyForm } from './documents.ts'
import { anyManifest, facets, type Json, layer } from './manifests.ts'
import { mostly, some } from './values.ts'

export type Texts = Readonly<Record<string, string>>

const DIGEST = `sha256:${'b'.repeat(64)}`

const source = mostly(
  fc.constantFrom(
    DIGEST,
    'ecr:staging/api:1.4',
    'oci:./build/app',
    `oci:build/app:1.4@${DIGEST}`,
    'oci:../other:v1',
    'oci-archive:/srv/app.tar',
    'oci-archive:app.tar',
    'oci:./${{ env.STAGE }}/${{ target.account }}',
    'docker://ghcr.io/acme/app:1',
  ),
  fc.constantFrom('staging/api', 'oci:'),
)
const images = fc.dictionary(
  fc.constantFrom('v1', '1.10', 'prod', 'yes', DIGEST),
  fc.oneof(
    source,
    fc.constant({ absent: true, deleteImage: true }),
    fc.record({ from: source, referrers: fc.boolean() }),
  ),
  { minKeys: 1, maxKeys: 3 },
)

/** Of the environment that every one of these manifests is read in. */
export const ENVIRONMENT = { STAGE: 'live', WORDS: '@a: b - c', CI: '444455556666' }
const filled = fc.constantFrom(
  { tags: { stage: '${{ env.STAGE }} ${{ target.account }}', words: '${{ env.WORDS }}' } },
  { repositoryPolicy: { access: { pull: ['${{ env.CI }}'] } } },
  { lifecyclePolicy: [{ tagPattern: '${{ env.STAGE }}*', keepNewest: 3, description: '${{ repository.name }}' }] },
  { lifecyclePolicy: [{ any: true, keepNewest: 3, description: 'a\u0081b\u202e\r\n\tc \u2028' }] },
  { lifecyclePolicy: [{ any: true, keepNewest: 3, description: ' two\nlines \n\n' }] },
)

/** Documents in files, of any form that ECR takes. */
const policyFile = fc
  .record({
    statements: policyForm,
    Version: fc.constantFrom('2012-10-17', '2008-10-17', undefined),
    Id: fc.constantFrom(undefined, 'one'),
    isSingle: fc.boolean(),
    more: fc.constantFrom(
      {},
      { Condition: { StringEquals: { '<<': 'x' } } },
      { Condition: { NumericEquals: { x: 123456789012 } } },
      { Sid: '${{ env.STAGE }} ${{ repository.name }}' },
    ),
  })
  .map(({ statements, Version, Id, isSingle, more }) => {
    const own = { Effect: 'Allow', Principal: { AWS: '111122223333' }, Action: 'ecr:BatchGetImage', ...more }
    const others = (statements as { readonly statements?: readonly Json[] }).statements ?? []
    return { Version, Id, Statement: isSingle ? own : [own, ...others] }
  })

const rulesFile = lifecycleForm.map(form =>
  Array.isArray(form)
    ? {
        rules: [
          {
            rulePriority: 7,
            selection: { tagStatus: 'any', countType: 'imageCountMoreThan', countNumber: 9 },
            action: { type: 'expire' },
          },
        ],
      }
    : form,
)

const block = fc
  .tuple(facets, some({ images }), fc.oneof(fc.constant({}), filled), fc.nat(7))
  .map(([own, tags, variables, file]): Json => ({ ...own, ...tags, ...variables, ...fromFile(file) }))

const fromFile = (choice: number): Json =>
  choice === 0
    ? { repositoryPolicy: { file: 'p.json' } }
    : choice === 1
      ? { repositoryPolicy: [{ file: 'p.json' }, 'inherited'] }
      : choice === 2
        ? { lifecyclePolicy: { file: './r.json' } }
        : {}

const fragment = fc.record({
  defaults: fc.array(layer, { maxLength: 1 }),
  repositories: fc.dictionary(fc.constantFrom('frag/a', 'frag/b', 'frag/c'), block, { maxKeys: 2 }),
  removed: fc.constantFrom([], [{ name: 'frag/old', copiedTo: 'frag/new', reason: 'moved: # away' }]),
})

const guards = fc.constantFrom({}, { expireImages: { max: 3 } }, { expireImages: { max: 0, percent: 12.5 } })

/** JSON is YAML, but for characters that YAML wants escaped. */
const yamlOf = (value: unknown): string => JSON.stringify(value).replaceAll('\u0081', '\\u0081')

/** A root in one folder and a fragment in another, with the files that they read. */
export const anyFiles: fc.Arbitrary<Texts> = fc
  .record({ root: anyManifest, fragment, guards, block, policyFile, rulesFile })
  .map(({ root, fragment, guards, block, policyFile, rulesFile }) => {
    const documents = { 'p.json': JSON.stringify(policyFile), 'r.json': JSON.stringify(rulesFile) }
    const repositories = { ...(root.repositories as Json), 'own/app': block, 'frag/new': {} }
    const whole = { ...root, repositories, guards, env: Object.keys(ENVIRONMENT), include: ['teams/a/*.yaml'] }
    return {
      'ecrsync.yaml': yamlOf(whole),
      'teams/a/x.yaml': yamlOf(fragment),
      ...documents,
      'teams/a/p.json': JSON.stringify({ ...policyFile, Id: 'two' }),
      'teams/a/r.json': documents['r.json'],
    }
  })

const TARGET = { name: 'default', region: REGION }

/** What is meant, and how it is printed; undefined where the manifest is refused. */
export async function meaningOf(
  texts: Texts,
): Promise<{ readonly meant: unknown; readonly printed: string } | undefined> {
  try {
    const manifest = await loadManifest('/acme/ecrsync.yaml', memoryFiles('/acme', texts))
    const resolved = resolve(manifest, { target: TARGET, environment: ENVIRONMENT, allowed: Object.keys(ENVIRONMENT) })
    return { meant: meantBy(resolved), printed: printResolved(manifest.root, resolved) }
  } catch (error) {
    if (error instanceof EcrsyncError && error.code === 'INVALID_MANIFEST') return undefined
    throw error
  }
}

function meantBy(resolved: ResolvedManifest): unknown {
  const { name, context, accounts, guards } = resolved
  const wishes = wishesOf(resolved)
  // Names of which the entries of `discovered` match some, and some not.
  const found = ['team/other', 'stranger', 'legacy'].flatMap(name => wishes.discovered?.of(name) ?? [])
  const wants = [...wishes.repositories.flatMap(wishes.of), ...found].map(
    ({ address, want }) => [address, withoutNames(want)] as const,
  )
  return { name, context, accounts, guards, wants: new Map(wants) }
}

/** A printed document has lost the manifest's name for it, and a printed path its detours. */
function withoutNames(want: unknown): unknown {
  const { named: _, source, ...others } = (want ?? { isNull: true }) as Json
  return { ...others, ...(source !== undefined && { source: placed(source as Json) }) }
}

const placed = ({ path, directory, ...source }: Json): Json =>
  path === undefined ? source : { ...source, path: posix.resolve('/acme', String(directory), String(path)) }
