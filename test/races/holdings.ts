import type { ECR } from '@aws-sdk/client-ecr'

/** What a registry holds, thing by thing: tags with their digests, images, policies. */
export type Holdings = ReadonlyMap<string, string>

/** A thing that came to be something else, or went, or appeared. */
export interface Altered {
  readonly thing: string
  readonly from: string | undefined
  readonly to: string | undefined
}

const tagThing = (repositoryName: string, tag: string) => `tag ${repositoryName}:${tag}`
const imageThing = (repositoryName: string, digest: string) => `image ${repositoryName}@${digest}`

type Held = readonly (readonly [thing: string, value: string])[]

/** None of a repository that is not there. */
export async function imagesIn(ecr: ECR, repositoryName: string): Promise<Held> {
  const filter = { imageStatus: 'ANY' } as const
  const answer = await ecr.describeImages({ repositoryName, maxResults: 1000, filter }).catch(() => undefined)
  return (answer?.imageDetails ?? []).flatMap(({ imageDigest = '', imageTags = [] }) => [
    [imageThing(repositoryName, imageDigest), 'there'] as const,
    ...imageTags.map(tag => [tagThing(repositoryName, tag), imageDigest] as const),
  ])
}

export async function policiesIn(ecr: ECR, repositoryName: string): Promise<Held> {
  const [policy, lifecycle] = await Promise.all([
    ecr.getRepositoryPolicy({ repositoryName }).catch(() => undefined),
    ecr.getLifecyclePolicy({ repositoryName }).catch(() => undefined),
  ])
  const texts = [
    [`repositoryPolicy ${repositoryName}`, policy?.policyText],
    [`lifecyclePolicy ${repositoryName}`, lifecycle?.lifecyclePolicyText],
  ] as const
  return texts.flatMap(([thing, text]) => (text === undefined ? [] : [[thing, text] as const]))
}

/** Whether images are scanned on push, and the tags of the repository. */
export async function settingsIn(ecr: ECR, repositoryName: string): Promise<Held> {
  const answer = await ecr.describeRepositories({ repositoryNames: [repositoryName] }).catch(() => undefined)
  const [{ repositoryArn: resourceArn, imageScanningConfiguration } = {}] = answer?.repositories ?? []
  if (resourceArn === undefined) return []
  const { tags = [] } = await ecr.listTagsForResource({ resourceArn })
  return [
    [`scanning ${repositoryName}`, String(imageScanningConfiguration?.scanOnPush === true)],
    ...tags.map(({ Key = '', Value = '' }) => [`label ${repositoryName}:${Key}`, Value] as const),
  ]
}

export const altered = (before: Holdings, after: Holdings): readonly Altered[] =>
  [...new Set([...before.keys(), ...after.keys()])]
    .map(thing => ({ thing, from: before.get(thing), to: after.get(thing) }))
    .filter(({ from, to }) => from !== to)
