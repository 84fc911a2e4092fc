import type { Listed, Reader } from '../aws/api.ts'
import { isAws } from '../aws/failures.ts'
import { EcrsyncError } from '../errors.ts'

/** A repository that this identity may not read: whether it is there is not known. */
export interface Unseen {
  readonly repositoryName: string
  readonly error: EcrsyncError
}

/** Of one DescribeRepositories. Source: ECR API reference, repositoryNames. */
const NAMES_A_CALL = 100
/** After so many refusals without an answer between them, this identity may read none. */
const REFUSALS = 100

/**
 * The repositories of these names, which an identity may read that may not list all: IAM authorizes a list of names on
 * each of them. One that is missing, or not allowed, fails the whole call, which names it.
 *
 * @throws EcrsyncError for every other answer that is not a success
 */
export async function* readByName(reader: Reader, names: readonly string[]): AsyncGenerator<Listed | Unseen> {
  const refusals = { running: 0 }
  for (let start = 0; start < names.length; start += NAMES_A_CALL)
    yield* readBatch(reader, names.slice(start, start + NAMES_A_CALL), refusals)
}

async function* readBatch(
  reader: Reader,
  names: readonly string[],
  refusals: { running: number },
): AsyncGenerator<Listed | Unseen> {
  let left = names
  while (left.length > 0) {
    const answer = await describe(reader, left)
    if (!(answer instanceof EcrsyncError)) {
      refusals.running = 0
      yield* answer
      return
    }
    const isDenied = answer.code === 'ACCESS_DENIED'
    const culprits = isDenied && refusals.running >= REFUSALS ? left : culpritsIn(answer, left)
    if (culprits.length === 0) {
      const middle = Math.ceil(left.length / 2)
      yield* readBatch(reader, left.slice(0, middle), refusals)
      left = left.slice(middle)
      continue
    }
    if (isDenied) {
      refusals.running += 1
      yield* culprits.map(repositoryName => ({ repositoryName, error: answer }))
    }
    left = left.filter(name => !culprits.includes(name))
  }
}

/** A refusal that is about one of the names is an answer. */
async function describe(reader: Reader, repositoryNames: readonly string[]): Promise<readonly Listed[] | EcrsyncError> {
  try {
    const { repositories = [] } = await reader.call('DescribeRepositories', { repositoryNames: [...repositoryNames] })
    return repositories as Listed[]
  } catch (error) {
    const isAboutOne = isAws(error, 'RepositoryNotFoundException') || (error as EcrsyncError).code === 'ACCESS_DENIED'
    if (error instanceof EcrsyncError && isAboutOne) return error
    throw error
  }
}

/**
 * The one that the answer is about: "The repository with name 'a' does not exist", "… on resource:
 * arn:aws:ecr:eu-west-1:111122223333:repository/a because …". Nothing where it names none, and others are asked for, too.
 */
function culpritsIn({ detail = '' }: EcrsyncError, names: readonly string[]): readonly string[] {
  if (names.length === 1) return names
  const said = [...detail.matchAll(/'([^']+)'|:repository\/([a-z0-9._/-]+)/g)].map(
    ([, quoted, named]) => quoted ?? named,
  )
  return names.filter(name => said.includes(name)).slice(0, 1)
}
