import { EcrsyncError } from '../../errors.ts'
import type { CopyEnd } from '../../images/comparison.ts'
import { registryIn } from '../../kinds/image/source.ts'
import { REPOSITORY_NAME } from '../../names.ts'
import type { OpenTarget } from './target.ts'
import { mistyped, nameWithin } from './typed-name.ts'

/**
 * A repository of the target, or, as HOST/NAME, of another registry.
 *
 * @throws EcrsyncError INVALID_ARGUMENT
 */
export async function openRepository(
  text: string,
  { client, callerFor }: OpenTarget,
  known: Iterable<string> = [],
): Promise<CopyEnd> {
  const { registry, rest: repositoryName } = registryIn(text)
  if (registry === undefined) checkTypedName(text, known)
  if (!REPOSITORY_NAME.test(repositoryName)) throw noName(text, registry && withoutTag(text))
  if (registry === undefined) return { caller: client.images, repositoryName }
  return { caller: await callerFor(registry.region), repositoryName, registry }
}

/**
 * A name as it is typed: neither an expression of the manifest, nor a whole URI or ARN. `known`: names that it may mean.
 *
 * @throws EcrsyncError INVALID_ARGUMENT
 */
export function checkTypedName(text: string, known: Iterable<string>): void {
  const wrong = mistyped(text, known)
  if (wrong) throw new EcrsyncError('INVALID_ARGUMENT', `"${text.slice(0, 80)}" is no name of a repository`, wrong)
}

/** Of a reference that is whole but for too much at its end. */
const withoutTag = (text: string): string | undefined => {
  const [host = ''] = text.split('/')
  const name = nameWithin(text)
  return REPOSITORY_NAME.test(name) ? `${host}/${name}` : undefined
}

const noName = (text: string, meant?: string): EcrsyncError =>
  new EcrsyncError('INVALID_ARGUMENT', `"${text.slice(0, 80)}" is no name of a repository`, {
    hint: `Write ${meant ?? 'NAME, or ACCOUNT.dkr.ecr.REGION.amazonaws.com/NAME'}.`,
  })
