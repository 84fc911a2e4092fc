import type { ImageDetail, Repository } from '@aws-sdk/client-ecr'
import type { ImageSource, Reader } from '../src/aws/api.ts'
import { EcrsyncError } from '../src/errors.ts'
import type { ServerPreview } from '../src/judges/server-preview.ts'
import type { ImageResolver, ResolvedImage } from '../src/kinds/pins.ts'
import type { Declared, Fields, Guards, InUse, Plan } from '../src/model.ts'
import { makePlan, QUIETLY } from './registry.ts'
import { ACCOUNT, arnOf, declared, intentFrom, NOW, REGION } from './world.ts'

/** What a reader answers to each call; what is not in the table is denied. */
export type Answers = Readonly<Record<string, (input: never, count: number) => unknown>>

export interface Scripted {
  readonly reader: Reader
  readonly calls: readonly { readonly action: string; readonly input: object }[]
}

/** A reader that answers from a table. */
export function scripted(answers: Answers): Scripted {
  const calls: { action: string; input: object }[] = []
  const counts = new Map<string, number>()
  const call = async (action: string, input: object) => {
    const count = counts.get(action) ?? 0
    counts.set(action, count + 1)
    calls.push({ action, input })
    const answer = answers[action]
    if (answer === undefined) throw new EcrsyncError('ACCESS_DENIED', `${action} is not allowed`)
    return answer(input as never, count)
  }
  return { reader: { call } as unknown as Reader, calls }
}

/** One repository of a scripted registry. */
export interface Holding extends Omit<Repository, 'repositoryName'> {
  readonly images?: readonly ImageDetail[]
  readonly lifecycle?: object
  readonly policy?: object
}

export type Holdings = Readonly<Record<string, Holding>>

export const notFound = (awsName: string) => new EcrsyncError('AWS_ERROR', `There is none (${awsName})`, { awsName })

interface Asked {
  readonly repositoryName: string
  readonly imageIds?: readonly { readonly imageDigest?: string; readonly imageTag?: string }[]
}

/** The answers of a registry that holds this. */
export function holding(holdings: Holdings): Answers {
  const at = ({ repositoryName }: Asked): Holding => {
    const found = holdings[repositoryName]
    if (found === undefined) throw notFound('RepositoryNotFoundException')
    return found
  }
  return {
    DescribeRegistry: () => ({ registryId: ACCOUNT, replicationConfiguration: { rules: [] } }),
    DescribeRepositories: () => ({
      repositories: Object.entries(holdings).map(
        ([repositoryName, { images: _, lifecycle: __, policy: ___, ...settings }]) => ({
          repositoryName,
          repositoryArn: arnOf(repositoryName),
          registryId: ACCOUNT,
          ...settings,
        }),
      ),
    }),
    DescribeImages: (asked: Asked) => ({ imageDetails: imagesAsked(at(asked), asked) }),
    ListImages: (asked: Asked) => ({
      imageIds: (at(asked).images ?? []).flatMap(({ imageDigest, imageTags = [] }) =>
        imageTags.length === 0 ? [{ imageDigest }] : imageTags.map(imageTag => ({ imageDigest, imageTag })),
      ),
    }),
    GetLifecyclePolicy: (asked: Asked) => {
      const { lifecycle } = at(asked)
      if (lifecycle === undefined) throw notFound('LifecyclePolicyNotFoundException')
      return { lifecyclePolicyText: JSON.stringify(lifecycle) }
    },
    GetRepositoryPolicy: (asked: Asked) => {
      const { policy } = at(asked)
      if (policy === undefined) throw notFound('RepositoryPolicyNotFoundException')
      return { policyText: JSON.stringify(policy) }
    },
    ListTagsForResource: () => ({ tags: [] }),
  }
}

function imagesAsked({ images = [] }: Holding, { imageIds }: Asked): readonly ImageDetail[] {
  if (imageIds === undefined) return images
  const found = images.filter(image =>
    imageIds.some(
      ({ imageDigest, imageTag = '' }) => image.imageDigest === imageDigest || image.imageTags?.includes(imageTag),
    ),
  )
  if (found.length === 0) throw notFound('ImageNotFoundException')
  return found
}

const A_DAY = 24 * 60 * 60 * 1000

export const daysAgo = (days: number): Date => new Date(NOW.getTime() - days * A_DAY)

export const digestOf = (letter: string): string => `sha256:${letter.repeat(64)}`

/** An image as a listing has it, pushed so many days ago. */
export const imageOf = (
  imageDigest: string,
  imageTags: readonly string[] = [],
  { days = 1, ...more }: Partial<ImageDetail> & { readonly days?: number } = {},
): ImageDetail => ({
  imageDigest,
  ...(imageTags.length > 0 && { imageTags: [...imageTags] }),
  imagePushedAt: daysAgo(days),
  imageSizeInBytes: 1000,
  imageStatus: 'ACTIVE',
  ...more,
})

/** Images that are somewhere else, by the path or the name that a source gives. */
export type Outside = Readonly<Record<string, ResolvedImage>>

/** Finds images in a scripted registry, and those of somewhere else in a table. */
export const resolverOf = (holdings: Holdings, outside: Outside = {}): ImageResolver => ({
  async resolve(source, repositoryName) {
    const found =
      source.from === 'repository' || source.from === 'ecr'
        ? inRegistry(source, repositoryName, holdings)
        : outside[nameOf(source)]
    if (found === undefined) throw new EcrsyncError('SOURCE_NOT_FOUND', `There is no ${nameOf(source)}`)
    return found
  },
})

const nameOf = (source: ImageSource): string =>
  'path' in source ? source.path : 'repositoryName' in source ? source.repositoryName : source.digest

function inRegistry(source: ImageSource, repositoryName: string, holdings: Holdings): ResolvedImage | undefined {
  const name = 'repositoryName' in source ? source.repositoryName : repositoryName
  const tag = 'tag' in source ? source.tag : undefined
  const image = holdings[name]?.images?.find(({ imageDigest, imageTags = [] }) =>
    source.digest === undefined ? imageTags.includes(tag ?? '') : imageDigest === source.digest,
  )
  return (
    image && { digest: image.imageDigest ?? '', size: 0, ...(image.imagePushedAt && { pushedAt: image.imagePushedAt }) }
  )
}

/** What a manifest says of repositories, each kind's settings in its own form. */
export type Settings = Readonly<Record<string, Readonly<Record<string, Fields>>>>

/** The wishes of them; a repository that is named is wished for. */
export const wishesIn = (settings: Settings): readonly Declared[] =>
  Object.entries(settings).flatMap(([name, kinds]) =>
    Object.entries({ repository: {}, ...kinds }).flatMap(([kind, fields]) =>
      kind === 'image'
        ? Object.entries(fields).map(([key, value], index) =>
            declared('image', name, { images: { [key]: value } }, { line: 10 + index }),
          )
        : [declared(kind, name, fields)],
    ),
  )

export interface Around {
  readonly outside?: Outside
  readonly inUse?: readonly InUse[]
  readonly guards?: Guards
  /** Answers other than those of the registry. */
  readonly answers?: Answers
  /** Where ECR's own preview of lifecycle policies is asked for. */
  readonly preview?: ServerPreview
}

/** The plan of wishes over a scripted registry, and the calls that it took. */
export async function planOf(
  wishes: readonly Declared[],
  holdings: Holdings,
  { outside = {}, inUse = [], guards = {}, answers = {}, preview }: Around = {},
): Promise<Plan & { readonly calls: Scripted['calls'] }> {
  const { reader, calls } = scripted({ ...holding(holdings), ...answers })
  const images = resolverOf(holdings, outside)
  const plan = await makePlan(
    { ...intentFrom(wishes), guards },
    { reader, images, preview, inUse: () => inUse, now: NOW, emit: QUIETLY.emit },
    { name: 'default', region: REGION },
  )
  return { ...plan, calls }
}

/** The same of what a manifest says. */
export const plannedOver = (holdings: Holdings, settings: Settings, around: Around = {}) =>
  planOf(wishesIn(settings), holdings, around)
