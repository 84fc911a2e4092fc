import type { ECR } from '@aws-sdk/client-ecr'
import type { Emulator } from '../../../src/emulator/server.ts'
import { clientOf } from '../../emulator/ecr.ts'
import { dump } from '../../properties/registries.ts'

/** All that a registry holds, its images by their digests, as plain data that is equal where all is. */
export type Everything = Readonly<Record<string, unknown>>

/** As anybody else would read it. */
export async function heldIn(emulator: Emulator): Promise<Everything> {
  const { repositories, settings } = await dump({ emulator })
  const ecr = clientOf(emulator)
  const held: Record<string, unknown> = Object.fromEntries(settings)
  for (const [name, about] of repositories) held[name] = { ...about, images: await imagesIn(ecr, name) }
  ecr.destroy()
  return held
}

async function imagesIn(ecr: ECR, repositoryName: string): Promise<Readonly<Record<string, string>>> {
  const { imageDetails = [] } = await ecr.describeImages({ repositoryName, filter: { imageStatus: 'ANY' } })
  const sorted = imageDetails.map(({ imageDigest = '', imageTags = [], imageStatus }) => [
    imageDigest,
    `${imageStatus} ${imageTags.toSorted().join(' ')}`,
  ])
  return Object.fromEntries(sorted.toSorted())
}
