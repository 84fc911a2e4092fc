import { saidText } from '../../words.ts'
import { listOf } from '../canonical.ts'
import { actionsLike } from './actions.ts'
import type { PolicyDocument, Statement } from './document.ts'
import { matches, wildcards } from './evaluation/pattern.ts'
import { repositoriesOf } from './evaluation/resources.ts'

const REPLICATE = 'ecr:ReplicateImage'

/**
 * Names, with wildcards, of repositories that the policy of a registry lets others replicate into. Whether they do, only they know:
 * it is taken for so.
 */
export const replicatedInto = ({ Statement }: Pick<PolicyDocument, 'Statement'>): readonly string[] => [
  ...new Set(Statement.filter(letsReplicate).flatMap(namesIn)),
]

/** Whether a name with wildcards stands for a repository. */
export const isReplicaOf = (names: string, repositoryName: string): boolean => matches(wildcards(names), repositoryName)

/** All below a prefix; of other wildcards, repositories that somebody has made may be meant as well. */
export const globOfReplicas = (names: string): string | undefined =>
  /^[a-z0-9][a-z0-9._/-]*\/\*$/.test(names) ? `${names}*` : undefined

function letsReplicate({ Effect, Action, NotAction }: Statement): boolean {
  const isNamed = listOf(Action ?? NotAction ?? []).some(
    action => actionsLike(saidText(action), [REPLICATE]).length > 0,
  )
  return Effect === 'Allow' && isNamed === (Action !== undefined)
}

const namesIn = ({ Resource }: Statement): readonly string[] =>
  Resource === undefined ? ['*'] : listOf(Resource).map(resource => repositoriesOf(saidText(resource)))
