import type { Listed, Reader } from '../../aws/api.ts'
import { heldBy } from './held.ts'

/**
 * Who else manages a repository, as its tags tell: a stack of CloudFormation, or another manifest than this one. Undefined:
 * nobody does.
 *
 * @throws EcrsyncError where its tags could not be read
 */
export async function managedBy(
  ecr: Reader,
  { repositoryArn: resourceArn }: Listed,
  manifest: string | undefined,
): Promise<string | undefined> {
  const { tags = [] } = await ecr.call('ListTagsForResource', { resourceArn })
  const { owner, stack } = heldBy(tags)
  if (stack !== undefined) return `the stack ${stack} of CloudFormation manages it`
  return owner === undefined || owner === manifest ? undefined : `the manifest ${owner} owns it`
}
