import type { EcrsyncError } from '../errors.ts'
import type { Diagnostic } from '../model.ts'
import { counted, someOf } from '../words.ts'

/** What is not known of whose repositories are. */
export interface Unsure {
  /** Without the index of tags, those alone that `prune` matches have been asked for. */
  readonly isByName: boolean
  /** Of these, those that did not answer. */
  readonly unread: readonly string[]
}

interface Noted extends Unsure {
  readonly orphans: readonly string[]
  readonly mayPrune: boolean
  /** Those that ECR makes by itself. */
  readonly kept: readonly string[]
  readonly failure?: EcrsyncError | undefined
}

/** What is to be said of repositories that the manifest owns, or may own, and does not name. */
export function orphanNotes({ orphans, mayPrune, kept, failure, isByName, unread }: Noted): readonly Diagnostic[] {
  return [
    ...(orphans.length > 0 ? [orphaned(orphans)] : []),
    ...(failure ? [notKnown(failure)] : kept.length > 0 ? [madeByEcr(kept)] : []),
    ...(unread.length > 0 ? [ownerUnread(unread)] : []),
    ...(isByName && mayPrune ? [BY_NAME] : []),
  ]
}

const repositories = (names: readonly string[]): string => counted(names.length, 'repository', 'repositories')

function orphaned(orphans: readonly string[]): Diagnostic {
  const [first = ''] = orphans
  return {
    severity: 'warning',
    code: 'ORPHANS',
    summary: `This manifest owns ${repositories(orphans)} that it does not declare: ${someOf(orphans, 10)}`,
    detail: 'ecrsync made or adopted them, and nothing looks after them any more.',
    hint: `Declare them again; or delete them, by a tombstone or by prune; or let them go, as in released: [{ name: ${first}, reason: … }]. A tombstone is written:`,
    example: ['removed:', `  - { name: ${first}, reason: "no longer used" }`],
  }
}

const notKnown = (failure: EcrsyncError): Diagnostic => ({
  severity: 'warning',
  code: 'NOT_PRUNED',
  summary: `Nothing is pruned, because it could not be read which repositories ECR makes itself: ${failure.message}`,
  detail:
    'Prefixes of pull-through caches and of creation templates, and what others replicate here, are never pruned.',
  hint: 'Allow ecr:DescribePullThroughCacheRules, ecr:DescribeRepositoryCreationTemplates and ecr:GetRegistryPolicy, as iam-policy.json does.',
})

const madeByEcr = (kept: readonly string[]): Diagnostic => ({
  severity: 'note',
  code: 'NOT_PRUNED',
  summary: `${repositories(kept)} that prune matches ${kept.length === 1 ? 'is' : 'are'} kept, because ECR makes such repositories itself: ${someOf(kept)}`,
  detail:
    'A pull-through cache rule, a creation template (ROOT is for all names), a statement of the registry policy that allows ecr:ReplicateImage, or the replication of another registry of the manifest is for their names.',
  hint: 'To delete one all the same, write its tombstone under removed.',
})

const ownerUnread = (unread: readonly string[]): Diagnostic => ({
  severity: 'warning',
  code: 'NOT_PRUNED',
  summary: `Whose ${repositories(unread)} ${unread.length === 1 ? 'is' : 'are'} could not be read, so that nothing of ${unread.length === 1 ? 'it' : 'them'} is pruned: ${someOf(unread)}`,
  hint: 'Allow ecr:ListTagsForResource on repository/*, as iam-policy.json does.',
})

const BY_NAME: Diagnostic = {
  severity: 'note',
  code: 'ORPHANS_BY_NAME',
  summary: 'Orphans are known only among the names that prune matches',
  detail: 'Tags were read one repository a call, and of others nobody asked.',
  hint: 'Allow tag:GetResources on *, as iam-policy.json does; leave out --tag-reader ecr.',
}
