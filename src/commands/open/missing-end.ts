import type { Reader } from '../../aws/api.ts'
import { EcrsyncError } from '../../errors.ts'
import type { CopyEnd } from '../../images/comparison.ts'
import { didYouMean, meant } from '../../nearest.ts'
import { clipped, placeText } from '../../words.ts'
import type { OpenTarget } from './target.ts'

/** The repositories that a copy is about, as they are typed. */
interface Typed {
  readonly from: string
  readonly to: string
}

/** @throws EcrsyncError NOT_DECLARED */
export function checkDeclared(repositories: ReadonlySet<string>, name: string, { from, to }: Typed): void {
  if (repositories.has(name)) return
  // A copy into another name of what is copied, `app` into `app-kms`, is meant so.
  const others = [...repositories].filter(one => to !== name || one !== from)
  const near = meant(name, others, one => one)
  throw new EcrsyncError('NOT_DECLARED', `${clipped(name)} is not declared in the manifest`, {
    detail: 'Images are copied into repositories that the manifest keeps.',
    ...(near === undefined
      ? {
          hint: 'Add it under repositories:, create it, then copy again:',
          example: [
            'repositories:',
            `  ${name}:`,
            '',
            `ecrsync apply --only ${name}`,
            `ecrsync copy ${clipped(from)} ${clipped(to)}`,
          ],
        }
      : { hint: near }),
  })
}

type Missing = NonNullable<CopyEnd['missing']>

/** One that is declared, and that no apply has made. */
export const notCreated =
  (name: string, target: OpenTarget, isOneOfSeveral: boolean): Missing =>
  async cause =>
    new EcrsyncError('NOT_CREATED', `There is no repository ${name} yet`, {
      detail: `The manifest declares it, and ${placeOf(target)} does not have it.`,
      hint: `Create it, then copy again: ecrsync apply --only ${name}${isOneOfSeveral ? ` --target ${target.name}` : ''}`,
      cause,
    })

/** One that is to be copied, and that may be called otherwise. */
export const notFound =
  ({ repositoryName, registry }: Pick<CopyEnd, 'repositoryName' | 'registry'>, target: OpenTarget): Missing =>
  async cause => {
    const where = registry ? `account ${registry.account} in ${registry.region}` : placeOf(target)
    const names = registry ? [] : await namesIn(target.client.reader)
    return new EcrsyncError('SOURCE_NOT_FOUND', `There is no repository ${repositoryName}`, {
      detail: `It is to be copied, and ${where} does not have it.`,
      hint: names.length > 0 ? didYouMean(repositoryName, names) : 'Check its name, its account and its region.',
      cause,
    })
  }

const placeOf = ({ client: { region }, endpoint }: OpenTarget): string => `ECR in ${region}${placeText(endpoint)}`

/** Names to choose from: those of the first page, if they may be listed. */
async function namesIn(reader: Reader): Promise<readonly string[]> {
  const listing = await reader.call('DescribeRepositories', { maxResults: 1000 }).catch(() => undefined)
  return listing?.repositories?.flatMap(({ repositoryName }) => repositoryName ?? []) ?? []
}
