import { addressIn } from '../../addresses.ts'
import { EcrsyncError } from '../../errors.ts'
import type { CopyEnd } from '../../images/comparison.ts'
import { hasWrongHost, registryIn } from '../../kinds/image/source.ts'
import { hasPlaceholder } from '../../kinds/placeholder.ts'
import { REPOSITORY_NAME, withoutLogin } from '../../names.ts'
import { nearest } from '../../nearest.ts'
import type { OpenTarget } from './target.ts'
import { type Mistyped, mistyped, NO_NAME } from './typed-name.ts'

/**
 * A repository of the target, or, as HOST/NAME, of another registry. `known`: names that an expression may mean.
 *
 * @throws EcrsyncError INVALID_ARGUMENT
 */
export async function openRepository(
  text: string,
  { client, callerFor }: OpenTarget,
  known: Iterable<string>,
): Promise<CopyEnd> {
  if (hasPlaceholder(text)) checkTypedName(text, known)
  const { registry, rest: repositoryName } = registryIn(text)
  if (hasWrongHost(text) || !REPOSITORY_NAME.test(repositoryName)) throw noName(text)
  if (registry === undefined) return { caller: client.images, repositoryName }
  return { caller: await callerFor(registry.region), repositoryName, registry }
}

/**
 * A name as it is typed: neither an expression of the manifest, nor a whole URI or ARN, nor what ECR could not have.
 *
 * @throws EcrsyncError INVALID_ARGUMENT
 */
export function checkTypedName(text: string, known: Iterable<string>): void {
  const wrong = mistyped(text, known) ?? (REPOSITORY_NAME.test(text) ? undefined : unlike(text, known))
  if (wrong) throw new EcrsyncError('INVALID_ARGUMENT', noNameOf(text), wrong)
}

function unlike(text: string, known: Iterable<string>): Mistyped {
  const near = nearest(text, [...known])
  return { ...NO_NAME, ...(near !== undefined && { hint: `Did you mean ${near}?` }) }
}

const noNameOf = (text: string) => `"${withoutLogin(text).slice(0, 80)}" is no name of a repository`

function noName(text: string): EcrsyncError {
  const meant = meantBy(text)
  return new EcrsyncError('INVALID_ARGUMENT', noNameOf(text), {
    detail: meant
      ? 'A copy takes every image and tag of a repository, which is named alone.'
      : 'A copy is from one repository of ECR. One image of another registry comes by docker:// under images: in the manifest.',
    hint: `Write ${meant ?? 'NAME, or ACCOUNT.dkr.ecr.REGION.amazonaws.com/NAME'}`,
  })
}

/** HOST/NAME or NAME in what was pasted; nothing for other registries than ECR's, which a copy does not take from. */
function meantBy(text: string): string | undefined {
  const { host, registry, name } = addressIn(text) ?? {}
  if (name === undefined || !REPOSITORY_NAME.test(name)) return undefined
  if (host === undefined) return name
  return registry && `${host.replace(/:443$/, '')}/${name}`
}
