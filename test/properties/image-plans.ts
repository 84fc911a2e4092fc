import fc from 'fast-check'
import { EcrsyncError } from '../../src/errors.ts'
import type { InUse, Plan } from '../../src/model.ts'
import type { Intent } from '../../src/plan/assemble.ts'
import { makePlan, QUIETLY } from '../registry.ts'
import {
  type Answers,
  digestOf,
  type Holding,
  type Holdings,
  holding,
  imageOf,
  resolverOf,
  scripted,
} from '../scripted.ts'
import { NOW, REGION } from '../world.ts'
import { anyManifest, intentOf, type Json } from './manifests.ts'
import { NAMES, some } from './values.ts'

const DIGESTS = ['a', 'b', 'c', 'd'].map(digestOf)
const TAGS = ['prod', 'v1', 'v2', 'old'] as const
const digest = fc.constantFrom(...DIGESTS)
const tag = fc.constantFrom(...TAGS)

const source = fc.oneof(
  digest,
  digest.map(one => `ecr:team/web@${one}`),
  tag.map(one => `ecr:team/api:${one}`),
  fc.constantFrom('oci:./here', 'oci-archive:./nowhere.tar', 'docker://ghcr.io/acme/app:1'),
)
const wish = fc.oneof<fc.Arbitrary<unknown>[]>(
  source,
  source.map(from => ({ from, restore: true, referrers: true })),
  fc.constantFrom(null, { absent: true, deleteImage: true }),
)
const images = fc.dictionary(fc.oneof(tag, tag, digest), wish, { maxKeys: 4 }).map(wishes =>
  // What is wrong with a manifest is not looked for here.
  Object.fromEntries(
    Object.entries(wishes).map(([key, value]) => [
      key,
      key.startsWith('sha256:') ? { absent: true, deleteImage: true } : value,
    ]),
  ),
)

/** With images in some of its repositories, and limits. */
export const manifestOfImages: fc.Arbitrary<Json> = fc
  .tuple(
    anyManifest,
    fc.array(images, { maxLength: 4 }),
    some({ expireImages: some({ max: fc.integer({ min: 0, max: 2 }), percent: fc.integer({ min: 0, max: 100 }) }) }),
  )
  .map(([json, each, guards]) => {
    const entries = Object.entries(json.repositories as Json).map(([name, facets], index) => [
      name,
      { ...(facets as Json), ...(each[index] && { images: each[index] }) },
    ])
    return { ...json, guards, repositories: Object.fromEntries(entries) }
  })

const lifecycle = fc.constantFrom('IMAGE', 'DAYS').map(form => ({
  rules: [
    {
      rulePriority: 3,
      selection:
        form === 'IMAGE'
          ? { tagStatus: 'any', countType: 'imageCountMoreThan', countNumber: 1 }
          : { tagStatus: 'untagged', countType: 'sinceImagePushed', countUnit: 'days', countNumber: 1 },
      action: { type: 'expire' },
    },
  ],
}))
const policy = fc.constantFrom('*', { AWS: '444455556666' }, { AWS: 'AIDAEXAMPLEEXAMPLE1' }).map(Principal => ({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal, Action: 'ecr:BatchGetImage' }],
}))

const held: fc.Arbitrary<Holding> = some({
  imageTagMutability: fc.constantFrom('MUTABLE' as const, 'IMMUTABLE' as const),
  lifecycle,
  policy,
  images: fc
    .tuple(
      fc.uniqueArray(digest),
      fc.array(fc.nat(3), { minLength: 4, maxLength: 4 }),
      fc.constantFrom('ACTIVE', 'ARCHIVED'),
    )
    .map(([digests, owners, imageStatus]) =>
      digests.map((one, index) =>
        imageOf(
          one,
          TAGS.filter((_, tagIndex) => owners[tagIndex] === index),
          { days: index * 9, imageStatus: imageStatus as 'ACTIVE' | 'ARCHIVED' },
        ),
      ),
    ),
}).map(({ ...holding }) => holding as Holding)

export const registryOfImages: fc.Arbitrary<Holdings> = fc.dictionary(fc.constantFrom(...NAMES), held, { maxKeys: 4 })

const denying = (actions: readonly string[]): Answers =>
  Object.fromEntries(
    actions.map(action => [
      action,
      () => {
        throw new EcrsyncError('ACCESS_DENIED', `${action} is not allowed`, { detail: 'said AWS' })
      },
    ]),
  )

export const denied: fc.Arbitrary<Answers> = fc
  .subarray(['DescribeImages', 'GetLifecyclePolicy', 'GetRepositoryPolicy', 'ListTagsForResource', 'ListImages'], {
    maxLength: 2,
  })
  .map(denying)

export const inUse: fc.Arbitrary<readonly InUse[]> = fc.array(
  fc.oneof(some({ tag }), some({ digest })).chain(by =>
    fc.constantFrom(...NAMES).map(repositoryName => ({
      repositoryName,
      ...by,
      source: { file: 'running.txt', line: 1, column: 1 },
    })),
  ),
  { maxLength: 2 },
)

export interface ImageScenario {
  readonly manifest: Json
  readonly holdings: Holdings
  readonly answers: Answers
  readonly used: readonly InUse[]
}

/** Tags that are new and tags that move, and what must not be read: without luck. */
export const CERTAIN: [Json, Holdings, Answers, readonly InUse[]] = [
  {
    version: 1,
    name: 'acme',
    repositories: {
      'team/api': { images: { prod: digestOf('b'), v1: digestOf('a') } },
      legacy: { lifecyclePolicy: null },
    },
  },
  { 'team/api': { images: [imageOf(digestOf('a'), ['prod']), imageOf(digestOf('b'), [])] }, legacy: {} },
  denying(['GetLifecyclePolicy']),
  [],
]

/** Undefined where `validate` refuses the manifest. `cut`: what of it is planned. */
export async function planFor(
  { manifest, holdings, answers, used }: ImageScenario,
  cut = (intent: Intent) => intent,
): Promise<Plan | undefined> {
  const intent = await intentOf(manifest)
  return (
    intent &&
    makePlan(
      cut(intent),
      {
        reader: scripted({ ...holding(holdings), ...answers }).reader,
        images: resolverOf(holdings, { './here': { digest: digestOf('b'), size: 9, children: [digestOf('c')] } }),
        inUse: () => used,
        now: NOW,
        emit: QUIETLY.emit,
      },
      { name: 'default', region: REGION },
    )
  )
}
