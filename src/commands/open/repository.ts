import { EcrsyncError } from '../../errors.ts'
import type { CopyEnd } from '../../images/comparison.ts'
import { hasWrongHost, registryIn } from '../../kinds/image/source.ts'
import { REPOSITORY_NAME, withoutLogin } from '../../names.ts'
import type { OpenTarget } from './target.ts'

/**
 * A repository of the target, or, as HOST/NAME, of another registry.
 *
 * @throws EcrsyncError INVALID_ARGUMENT
 */
export async function openRepository(text: string, { client, callerFor }: OpenTarget): Promise<CopyEnd> {
  const { registry, rest: repositoryName } = registryIn(text)
  if (hasWrongHost(text) || !REPOSITORY_NAME.test(repositoryName)) throw noName(text)
  if (registry === undefined) return { caller: client.images, repositoryName }
  return { caller: await callerFor(registry.region), repositoryName, registry }
}

const noName = (text: string): EcrsyncError =>
  new EcrsyncError('INVALID_ARGUMENT', `"${withoutLogin(text).slice(0, 80)}" is no name of a repository`, {
    hint: 'Write NAME, or ACCOUNT.dkr.ecr.REGION.amazonaws.com/NAME.',
  })
