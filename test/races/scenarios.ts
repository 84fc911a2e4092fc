import type { ECR } from '@aws-sdk/client-ecr'
import fc from 'fast-check'
import { arnOf, preparedManifest, pushImage, sha256 } from '../emulator/ecr.ts'
import { NAME } from './race.ts'

/** Where a copied image comes from, and what a tombstone is for. */
const MORE = 'more/app'
export const OLD = 'old/app'
const TAGS = ['prod', 'v1', 'v2', 'old'] as const
const IMAGES = 4

type Tag = (typeof TAGS)[number]
type ImageWish = 'promoted' | 'copied' | 'absent' | 'deleted'
type PolicyWish = 'none' | 'set' | 'null'

/** What there is, and what the manifest asks for. */
export interface Scenario {
  readonly tags: Readonly<Partial<Record<Tag, number>>>
  readonly images: Readonly<Partial<Record<Tag, { readonly wish: ImageWish; readonly image: number }>>>
  readonly condemned: number | undefined
  readonly isDenied: boolean
  readonly hasLifecycle: boolean
  readonly policy: PolicyWish
  readonly lifecycle: PolicyWish
  readonly isTombstone: boolean
  readonly label: PolicyWish
  readonly isScanned: boolean
}

const image = fc.nat(IMAGES - 1)
const policyWish = fc.constantFrom<PolicyWish>('none', 'set', 'set', 'null')
const perTag = <T>(value: fc.Arbitrary<T>) =>
  fc.record({ prod: value, v1: value, v2: value, old: value }, { requiredKeys: [] })

export const scenario: fc.Arbitrary<Scenario> = fc.record({
  tags: perTag(image),
  images: perTag(
    fc.record({ wish: fc.constantFrom<ImageWish>('promoted', 'promoted', 'copied', 'absent', 'deleted'), image }),
  ),
  condemned: fc.option(image, { nil: undefined }),
  isDenied: fc.boolean(),
  hasLifecycle: fc.boolean(),
  policy: policyWish,
  lifecycle: policyWish,
  isTombstone: fc.boolean(),
  label: policyWish,
  isScanned: fc.boolean(),
})

export type Action =
  | { readonly does: 'retag'; readonly tag: Tag; readonly image: number }
  | { readonly does: 'push'; readonly tag: Tag | undefined; readonly content: number }
  | { readonly does: 'push into the old one'; readonly tag: Tag; readonly content: number }
  | { readonly does: 'untag'; readonly tag: Tag }
  | { readonly does: 'delete'; readonly image: number }
  | { readonly does: 'set policy' | 'put lifecycle'; readonly account: number }
  | { readonly does: 'label'; readonly account: number }
  | { readonly does: 'scan'; readonly scanOnPush: boolean }
  | { readonly does: 'remove policy' | 'remove lifecycle' | 'remove label' }

const tag = fc.constantFrom(...TAGS)
const content = fc.nat(9)

const action: fc.Arbitrary<Action> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ does: fc.constant('retag' as const), tag, image }) },
  {
    weight: 3,
    arbitrary: fc.record({ does: fc.constant('push' as const), tag: fc.option(tag, { nil: undefined }), content }),
  },
  { weight: 1, arbitrary: fc.record({ does: fc.constant('push into the old one' as const), tag, content }) },
  { weight: 1, arbitrary: fc.record({ does: fc.constant('untag' as const), tag }) },
  { weight: 1, arbitrary: fc.record({ does: fc.constant('delete' as const), image }) },
  {
    weight: 2,
    arbitrary: fc.record({ does: fc.constantFrom('set policy' as const, 'put lifecycle' as const), account: content }),
  },
  { weight: 1, arbitrary: fc.record({ does: fc.constant('label' as const), account: content }) },
  { weight: 1, arbitrary: fc.record({ does: fc.constant('scan' as const), scanOnPush: fc.boolean() }) },
  {
    weight: 1,
    arbitrary: fc.record({
      does: fc.constantFrom('remove policy' as const, 'remove lifecycle' as const, 'remove label' as const),
    }),
  },
)

/** What the second client does, one after the other: each after so many calls of the first. */
export interface Act {
  readonly wait: number
  readonly action: Action
}

export const acts = fc.array(fc.record({ wait: fc.nat(1), action }), { minLength: 2, maxLength: 10 })

const ARN = arnOf(NAME)

export interface Known {
  /** Of an image whose layers are there, and of which any number differs by its annotation alone. */
  readonly manifest: string
  readonly digests: readonly string[]
  /** The one that is copied. */
  readonly copied: string
}

const variant = (manifest: string, name: string) => JSON.stringify({ ...JSON.parse(manifest), annotations: { name } })

export async function fill(ecr: ECR, { tags, isDenied, hasLifecycle, isTombstone }: Scenario): Promise<Known> {
  await ecr.createRepository({ repositoryName: NAME, tags: [{ Key: 'team', Value: 'first' }] })
  await ecr.createRepository({ repositoryName: MORE })
  const manifest = await preparedManifest(ecr, NAME, 'image')
  const manifests = Array.from({ length: IMAGES }, (_, at) => variant(manifest, `image ${at}`))
  for (const imageManifest of manifests) await ecr.putImage({ repositoryName: NAME, imageManifest })
  for (const [imageTag, at] of Object.entries(tags))
    await ecr.putImage({ repositoryName: NAME, imageManifest: manifests[at], imageTag })
  const copied = await pushImage(ecr, MORE, 'more', 'v9')
  if (isDenied) await setPolicy(ecr, 10)
  if (hasLifecycle) await putLifecycle(ecr, 10)
  if (isTombstone) {
    await ecr.createRepository({ repositoryName: OLD })
    await pushImage(ecr, OLD, 'image', 'v1')
    await ecr.putImage({ repositoryName: OLD, imageManifest: variant(manifest, 'old'), imageTag: 'v2' })
  }
  return { manifest, digests: manifests.map(sha256), copied }
}

export function manifestOf(scenario: Scenario, known: Known): string {
  const { images, condemned, policy, lifecycle, isTombstone, label, isScanned } = scenario
  const lines = Object.entries(images).map(([tag, { wish, image }]) => `      ${tag}: ${wishText(wish, image, known)}`)
  const gone =
    condemned === undefined ? [] : [`      "${known.digests[condemned]}": { absent: true, deleteImage: true }`]
  return [
    'version: 1\nname: acme\nownership: none\nrepositories:',
    `  ${NAME}:`,
    ...(lines.length + gone.length > 0 ? ['    images:', ...lines, ...gone] : []),
    ...policyLines('repositoryPolicy', policy, '{ access: { pull: ["222222222222"] } }'),
    ...(label === 'none' ? [] : [`    tags: { team: ${label === 'set' ? 'ours' : 'null'} }`]),
    ...(isScanned ? ['    imageScanningConfiguration: { scanOnPush: true }'] : []),
    ...policyLines('lifecyclePolicy', lifecycle, '[{ tagPattern: "never*", keepNewest: 1 }]'),
    ...(isTombstone ? [`removed:\n  - { name: ${OLD}, maxImages: 2 }`] : []),
    '',
  ].join('\n')
}

function wishText(wish: ImageWish, image: number, { digests, copied }: Known): string {
  switch (wish) {
    case 'promoted':
      return `"${digests[image]}"`
    case 'copied':
      return `"ecr:${MORE}@${copied}"`
    case 'absent':
      return 'null'
    case 'deleted':
      return '{ absent: true, deleteImage: true }'
  }
}

function policyLines(key: string, wish: PolicyWish, text: string): readonly string[] {
  if (wish === 'none') return []
  return [`    ${key}: ${wish === 'set' ? text : 'null'}`]
}

/** What cannot be done, such as to delete what is gone, is left. */
export const perform = (ecr: ECR, action: Action, known: Known): Promise<unknown> =>
  performed(ecr, action, known).catch(() => undefined)

async function performed(ecr: ECR, action: Action, { digests, manifest }: Known): Promise<unknown> {
  const push = (repositoryName: string, name: string, imageTag?: string) =>
    ecr.putImage({ repositoryName, imageManifest: variant(manifest, name), imageTag })
  switch (action.does) {
    case 'retag':
      return push(NAME, `image ${action.image}`, action.tag)
    case 'push':
      return push(NAME, `second ${action.content}`, action.tag)
    case 'push into the old one':
      return push(OLD, `second ${action.content}`, action.tag)
    case 'untag':
      return ecr.batchDeleteImage({ repositoryName: NAME, imageIds: [{ imageTag: action.tag }] })
    case 'delete':
      return ecr.batchDeleteImage({ repositoryName: NAME, imageIds: [{ imageDigest: digests[action.image] }] })
    case 'set policy':
      return setPolicy(ecr, action.account)
    case 'put lifecycle':
      return putLifecycle(ecr, action.account)
    case 'label':
      return ecr.tagResource({ resourceArn: ARN, tags: [{ Key: 'team', Value: `second ${action.account}` }] })
    case 'remove label':
      return ecr.untagResource({ resourceArn: ARN, tagKeys: ['team'] })
    case 'scan':
      return ecr.putImageScanningConfiguration({
        repositoryName: NAME,
        imageScanningConfiguration: { scanOnPush: action.scanOnPush },
      })
    case 'remove policy':
      return ecr.deleteRepositoryPolicy({ repositoryName: NAME })
    case 'remove lifecycle':
      return ecr.deleteLifecyclePolicy({ repositoryName: NAME })
  }
}

function setPolicy(ecr: ECR, account: number): Promise<unknown> {
  const AWS = `arn:aws:iam::${String(account).padStart(12, '3')}:root`
  const Statement = [{ Sid: 'incident', Effect: 'Deny', Principal: { AWS }, Action: ['ecr:PutImage'] }]
  return ecr.setRepositoryPolicy({
    repositoryName: NAME,
    policyText: JSON.stringify({ Version: '2012-10-17', Statement }),
  })
}

function putLifecycle(ecr: ECR, number: number): Promise<unknown> {
  const selection = {
    tagStatus: 'tagged',
    tagPatternList: [`none${number}*`],
    countType: 'imageCountMoreThan',
    countNumber: 1,
  }
  const rules = [{ rulePriority: 1, selection, action: { type: 'expire' } }]
  return ecr.putLifecyclePolicy({ repositoryName: NAME, lifecyclePolicyText: JSON.stringify({ rules }) })
}
