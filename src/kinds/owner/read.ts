import type { Listed, Reader } from '../../aws/api.ts'
import { EcrsyncError } from '../../errors.ts'
import { OWNER_TAG } from '../../names.ts'
import { present } from '../canonical.ts'
import { isOfAws } from '../repository/tag-check.ts'
import type { OwnerSpec } from './spec.ts'

/** Whoever may not read tags may still do all that is not about them: what is not allowed is not known, and no failure. */
export async function readOwner(
  ecr: Reader,
  { repositoryName, repositoryArn }: Listed,
): Promise<ReadonlyMap<string, OwnerSpec>> {
  return new Map([[repositoryName, { repositoryArn, ...(await ownerAt(ecr, repositoryArn)) }]])
}

async function ownerAt(ecr: Reader, resourceArn: string): Promise<OwnerSpec> {
  try {
    const { tags = [] } = await ecr.call('ListTagsForResource', { resourceArn })
    return present({
      // No manifest has an empty name.
      manifest: tags.find(({ Key }) => Key === OWNER_TAG)?.Value || undefined,
      tagCount: tags.filter(({ Key = '' }) => !isOfAws(Key)).length,
    })
  } catch (error) {
    if (error instanceof EcrsyncError && error.code === 'ACCESS_DENIED') return { isUnknown: true }
    throw error
  }
}
