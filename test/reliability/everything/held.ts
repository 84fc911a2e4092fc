import type { ECR } from '@aws-sdk/client-ecr'
import type { Emulator } from '../../../src/emulator/server.ts'
import { clientOf } from '../../emulator/ecr.ts'
import { dumpSettings } from '../../properties/held-settings.ts'

/** All that a registry holds, its images by their digests, as plain data that is equal where all is. */
export type Everything = Readonly<Record<string, unknown>>

/** Settings of the registry itself, its repositories, or both. */
export type Extent = 'registry' | 'repositories' | 'everything'

/** As anybody else would read it. */
export async function heldIn(emulator: Emulator, extent: Extent = 'everything'): Promise<Everything> {
  const ecr = clientOf(emulator)
  const settings = extent === 'repositories' ? {} : Object.fromEntries(await dumpSettings(ecr))
  const repositories = extent === 'registry' ? {} : await repositoriesIn(ecr)
  ecr.destroy()
  return { ...settings, ...repositories }
}

async function repositoriesIn(ecr: ECR): Promise<Everything> {
  const { repositories = [] } = await ecr.describeRepositories({ maxResults: 1000 })
  const held = repositories.map(async ({ repositoryName = '', repositoryArn = '', ...about }) => [
    repositoryName,
    {
      ...about,
      tags: (await ecr.listTagsForResource({ resourceArn: repositoryArn })).tags,
      policy: await ecr.getRepositoryPolicy({ repositoryName }).then(({ policyText }) => policyText, none),
      lifecycle: await ecr.getLifecyclePolicy({ repositoryName }).then(answer => answer.lifecyclePolicyText, none),
      images: await imagesIn(ecr, repositoryName),
    },
  ])
  return Object.fromEntries(await Promise.all(held))
}

async function imagesIn(ecr: ECR, repositoryName: string): Promise<Readonly<Record<string, string>>> {
  const { imageDetails = [] } = await ecr.describeImages({ repositoryName, filter: { imageStatus: 'ANY' } })
  const sorted = imageDetails.map(({ imageDigest = '', imageTags = [], imageStatus }) => [
    imageDigest,
    `${imageStatus} ${imageTags.toSorted().join(' ')}`,
  ])
  return Object.fromEntries(sorted.toSorted())
}

function none(error: Error): null {
  if (error.name.endsWith('PolicyNotFoundException')) return null
  throw error
}
