import { Ajv } from 'ajv'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { EcrsyncError } from '../../src/errors.ts'
import type { InUse, Plan } from '../../src/model.ts'
import { planSchema } from '../../src/render/output-schemas.ts'
import { renderPlan } from '../../src/render/plan-text.ts'
import { colored, plain } from '../../src/render/theme.ts'
import { makePlan, QUIETLY } from '../registry.ts'
import { runs } from '../runs.ts'
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
import { PATIENCE } from './scenario.ts'
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
const manifest: fc.Arbitrary<Json> = fc
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

const registry: fc.Arbitrary<Holdings> = fc.dictionary(fc.constantFrom(...NAMES), held, { maxKeys: 4 })

const denying = (actions: readonly string[]): Answers =>
  Object.fromEntries(
    actions.map(action => [
      action,
      () => {
        throw new EcrsyncError('ACCESS_DENIED', `${action} is not allowed`, { detail: 'said AWS' })
      },
    ]),
  )

const denied: fc.Arbitrary<Answers> = fc
  .subarray(['DescribeImages', 'GetLifecyclePolicy', 'GetRepositoryPolicy', 'ListTagsForResource', 'ListImages'], {
    maxLength: 2,
  })
  .map(denying)

const inUse: fc.Arbitrary<readonly InUse[]> = fc.array(
  fc.oneof(some({ tag }), some({ digest })).chain(by =>
    fc.constantFrom(...NAMES).map(repositoryName => ({
      repositoryName,
      ...by,
      source: { file: 'running.txt', line: 1, column: 1 },
    })),
  ),
  { maxLength: 2 },
)

interface Scenario {
  readonly manifest: Json
  readonly holdings: Holdings
  readonly answers: Answers
  readonly used: readonly InUse[]
}

/** Tags that are new and tags that move, and what must not be read: without luck. */
const CERTAIN: [Json, Holdings, Answers, readonly InUse[]] = [
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

async function planFor({ manifest, holdings, answers, used }: Scenario): Promise<Plan | undefined> {
  const intent = await intentOf(manifest)
  return (
    intent &&
    makePlan(
      intent,
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

const validate = new Ajv({ allErrors: true, allowUnionTypes: true, strictTypes: false }).compile(planSchema)

const OPTIONS = [
  { theme: plain, expand: false, width: 110 },
  { theme: plain, expand: true, width: 60 },
  { theme: colored, expand: false, width: 60 },
  { theme: colored, expand: true, width: 140 },
]

test('a plan is a document: read back from a file it is the same, and prints the same bytes in every way', async () => {
  const seen = new Set<string>()
  await fc.assert(
    fc.asyncProperty(manifest, registry, denied, inUse, async (json, holdings, answers, used) => {
      const plan = await planFor({ manifest: json, holdings, answers, used })
      fc.pre(plan !== undefined)
      const read: Plan = JSON.parse(JSON.stringify(plan))
      expect(read).toStrictEqual(plan)
      for (const options of OPTIONS) expect(renderPlan(read, options)).toBe(renderPlan(plan, options))
      validate(read)
      expect(validate.errors).toBeNull()
      for (const { kind, action, blocked } of plan.changes) seen.add(`${action} ${kind} ${blocked?.code ?? ''}`)
      for (const { code } of [...plan.warnings, ...plan.refused]) seen.add(code)
      for (const { unread } of plan.targets) for (const { code } of unread) seen.add(code)
    }),
    { numRuns: runs(30), examples: [CERTAIN], ...PATIENCE },
  )
  expect([...seen]).toEqual(expect.arrayContaining(['create image ', 'update image ', 'ACCESS_DENIED']))
})
