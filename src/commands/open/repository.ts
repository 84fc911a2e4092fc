import { EcrsyncError } from '../../errors.ts'
import type { CopyEnd } from '../../images/comparison.ts'
import { REGION, registryIn } from '../../kinds/image/source.ts'
import { REPOSITORY_NAME } from '../../names.ts'
import type { OpenTarget } from './target.ts'

/**
 * A repository of the target, or, as HOST/NAME, of another registry.
 *
 * @throws EcrsyncError INVALID_ARGUMENT
 */
export async function openRepository(text: string, { client, callerFor }: OpenTarget): Promise<CopyEnd> {
  const { registry, rest: repositoryName } = registryIn(text)
  if (!REPOSITORY_NAME.test(repositoryName) || !REGION.test(registry?.region ?? 'us-east-1')) throw noName(text)
  if (registry === undefined) return { caller: client.images, repositoryName }
  return { caller: await callerFor(registry.region), repositoryName, registry }
}

const noName = (text: string): EcrsyncError =>
  new EcrsyncError('INVALID_ARGUMENT', `"${text.slice(0, 80)}" is no name of a repository`, {
    hint: 'Write NAME, or ACCOUNT.dkr.ecr.REGION.amazonaws.com/NAME.',
  })
