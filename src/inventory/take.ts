import pLimit from 'p-limit'
import type { Listed, Reader } from '../aws/api.ts'
import type { TagIndex } from '../aws/tagging.ts'
import { EcrsyncError, wholeText } from '../errors.ts'
import type { Reporting } from '../events.ts'
import { lifecyclePolicy } from '../kinds/lifecycle-policy.ts'
import { repositoryPolicy } from '../kinds/repository-policy.ts'
import type { InventoriedRepository, InventoryStatus, InventoryUnread, Wishes } from '../model.ts'
import { OWNER_TAG, PROTECT_TAG } from '../names.ts'
import { isInManifest } from '../plan/discovered.ts'
import { readOne, seeRepositories } from '../plan/read.ts'
import { lookUpIn, type TagAnswer } from '../plan/tag-lookup.ts'
import { readingFailure } from '../plan/understood.ts'
import { monthlyCostOf } from './cost.ts'
import { imageFacts, type OnePage } from './images.ts'

/** What the registry of one target is listed with. */
export interface Taking extends Reporting {
  readonly reader: Reader
  /** Who tells tags, a hundred repositories a call; left out: ECR does, one a call. */
  readonly index?: TagIndex | undefined
  readonly wishes: Wishes
  /** USD for a GB a month. */
  readonly rate: number
  /** Lets only so many pages of images of all targets together be in memory. */
  readonly onePage: OnePage
}

export interface Taken {
  /** Empty where ECR did not say it. */
  readonly account: string
  /** By name. */
  readonly repositories: readonly InventoriedRepository[]
  readonly unread: readonly InventoryUnread[]
}

/** Repositories that are looked at, at once: of each, the sums of its images are in memory. */
const AT_ONCE = 60

/** Every repository of a registry, of the manifest or not. @throws EcrsyncError where none could be listed */
export async function takeInventory(taking: Taking): Promise<Taken> {
  const { reader, index, wishes, target, emit } = taking
  const lookUp = index && lookUpIn(index, { strangers: [] })
  const limit = pLimit(AT_ONCE)
  const looked: Promise<Looked>[] = []
  let account = ''
  const tagsOf = async ({ repositoryArn }: Listed): Promise<TagAnswer> =>
    (await lookUp?.tagsOf(repositoryArn)) ?? reader.call('ListTagsForResource', { resourceArn: repositoryArn })
  const see = (listed: Listed) => {
    account ||= listed.registryId ?? ''
    lookUp?.sees(listed.repositoryArn)
    const { repositoryName } = listed
    emit({ type: 'reading', target, repositoryName })
    looked.push(limit(() => lookedAt(listed, tagsOf, taking)))
    emit({ type: 'listed', target, repositories: looked.length })
  }
  const { failure, isByName, unseen } = await seeRepositories(reader, wishes.repositories, see).finally(() =>
    lookUp?.end(),
  )
  const all = await Promise.all(looked)
  return {
    account,
    repositories: all.map(({ repository }) => repository),
    unread: [
      ...(failure ? [unreadIn(target, failure)] : []),
      ...(isByName ? [{ target, code: 'ACCESS_DENIED', message: BY_NAME }] : []),
      ...[...unseen].map(([repository, error]) => ({ ...unreadIn(target, error), repository })),
      ...all.flatMap(({ unread }) => unread),
    ],
  }
}

const BY_NAME = 'the list of all repositories is not allowed: those that the manifest does not name were not seen'

const unreadIn = (target: string, error: EcrsyncError): InventoryUnread => ({
  target,
  code: error.code,
  message: wholeText(error),
})

interface Looked {
  readonly repository: InventoriedRepository
  readonly unread: readonly InventoryUnread[]
}

/** What could not be read leaves the rest alone. */
async function lookedAt(
  listed: Listed,
  tagsOf: (listed: Listed) => Promise<TagAnswer>,
  { reader, wishes, rate, target, emit, onePage }: Taking,
): Promise<Looked> {
  const repository = listed.repositoryName
  const [images, tags, lifecycle, policy] = await Promise.all([
    imageFacts(reader, repository, onePage).catch(readingFailure),
    tagsOf(listed).catch(readingFailure),
    readOne(reader, listed, lifecyclePolicy.key).catch(readingFailure),
    readOne(reader, listed, repositoryPolicy.key).catch(readingFailure),
  ])
  emit({ type: 'read', target, repositoryName: repository })
  const { status, ...tagged } = taggedAs(repository, tags, wishes)
  const facts =
    images instanceof EcrsyncError ? UNKNOWN : { ...images, monthlyCost: monthlyCostOf(images.bytes ?? 0, rate) }
  const { monthlyCost, ...ofImages } = facts
  const failures = { images, tags, lifecyclePolicy: lifecycle, repositoryPolicy: policy }
  return {
    repository: {
      target,
      repository,
      status,
      ...tagged,
      ...ofImages,
      lifecyclePolicy: isThere(lifecycle),
      repositoryPolicy: isThere(policy),
      monthlyCost,
    },
    unread: Object.entries(failures).flatMap(([field, found]) =>
      found instanceof EcrsyncError ? [{ ...unreadIn(target, found), repository, field }] : [],
    ),
  }
}

const UNKNOWN = { images: null, bytes: null, untagged: null, lastPush: null, lastPull: null, monthlyCost: null }

const isThere = (found: object | null | EcrsyncError): boolean | null =>
  found instanceof EcrsyncError ? null : found !== null

type Tagged = Pick<InventoriedRepository, 'status' | 'protected' | 'owner'>

/** Protected is what has the tag, whatever it says; an owner is a manifest, and no manifest has an empty name. */
function taggedAs(name: string, found: TagAnswer | EcrsyncError, wishes: Wishes): Tagged {
  if (found instanceof EcrsyncError) return { status: statusOf(name, undefined, wishes), protected: null, owner: null }
  const { tags = [] } = found
  const owner = tags.find(({ Key }) => Key === OWNER_TAG)?.Value || null
  return {
    status: statusOf(name, owner, wishes),
    protected: tags.some(({ Key }) => Key === PROTECT_TAG),
    owner,
  }
}

/** An owner that is undefined could not be read: without it, an orphan of a manifest that owns by tags looks as if it were nobody's. */
function statusOf(name: string, owner: string | null | undefined, wishes: Wishes): InventoryStatus | null {
  if (wishes.isDeclared(name)) return 'managed'
  if (isInManifest(wishes, name)) return 'discovered'
  if (wishes.owned === undefined) return 'unmanaged'
  if (owner === undefined) return null
  return owner === wishes.owned.manifest ? 'orphan' : 'unmanaged'
}
