import { saidText } from '../../words.ts'
import { listOf } from '../canonical.ts'
import { actionsLike } from './actions.ts'
import type { PolicyDocument, Statement } from './document.ts'

/** What happens across registries only because a policy of the registry allows it. Source: ECR user guide, "Registry permissions". */
const ACROSS: readonly (readonly [action: string, stops: string])[] = [
  ['ecr:ReplicateImage', 'images that other registries replicate here do not arrive any more'],
  ['ecr:BatchImportUpstreamImage', 'new images do not come through the caches of this registry for others any more'],
  ['ecr:CreateRepository', 'others create no repositories here any more, by replication or through a cache'],
]

/** What stops when nobody is allowed any more what somebody was. */
export const stoppedBy = (before: PolicyDocument | null, after: PolicyDocument | null): readonly string[] =>
  ACROSS.filter(([action]) => isAllowedIn(before, action) && !isAllowedIn(after, action)).map(([, stops]) => stops)

const isAllowedIn = (document: PolicyDocument | null, action: string): boolean =>
  document?.Statement.some(statement => statement.Effect === 'Allow' && isAbout(statement, action)) === true

function isAbout({ Action, NotAction }: Statement, action: string): boolean {
  const isListed = listOf(Action ?? NotAction).some(one => actionsLike(saidText(one), [action]).length > 0)
  return isListed === (Action !== undefined)
}
