import type { Difference } from '../model.ts'
import { OWNER_TAG } from '../names.ts'
import type { Claim, Kind, Phrase, Undone } from './kind.ts'
import { closes, isForeign, isLetGo, judgeOwner, missing, remark } from './owner/judge.ts'
import { readOwner } from './owner/read.ts'
import type { OwnerSpec } from './owner/spec.ts'

/**
 * Whose a repository is: the manifest that the tag `ecrsync:manifest` names. A repository is created with it, so this only
 * ever takes over or lets go what is there, and keeps everything else away from what another manifest owns.
 */
export const owner: Kind<Claim, OwnerSpec> = {
  key: 'owner',
  scope: 'repository',
  needs: ['repository'],
  uses: { reads: ['ListTagsForResource'], writes: ['TagResource', 'UntagResource'] },
  permits: (want, { isTakenBack }) => {
    const { isAdopted = false, from = [], released, isLeaving = false } = want ?? {}
    const isTaken = released === undefined && !isLeaving && (isAdopted || from.length > 0)
    const isLet = released !== undefined
    return {
      reads: ['ListTagsForResource'],
      writes: [
        ...(isTaken || (isLet && isTakenBack) ? (['TagResource'] as const) : []),
        ...(isLet || (isTaken && isTakenBack) ? (['UntagResource'] as const) : []),
      ],
    }
  },
  facts: ['repositoryArn', 'tagCount', 'isUnknown'],
  manifest: {},
  examples: [],
  check: () => [],
  want: () => new Map(),
  claim: claim => claim,
  read: readOwner,
  merge,
  canonical: spec => spec,
  judge: judgeOwner,
  closes,
  remark,
  missing,
  backTo,
  noWayBack,
  write: ({ before, after }) =>
    after?.manifest === undefined
      ? [{ action: 'UntagResource', input: { resourceArn: before?.repositoryArn, tagKeys: [OWNER_TAG] } }]
      : [
          {
            action: 'TagResource',
            input: { resourceArn: after.repositoryArn, tags: [{ Key: OWNER_TAG, Value: after.manifest }] },
          },
        ],
  describe,
  claims: ({ after }) => (after?.manifest === undefined ? 'release' : 'adopt'),
}

/** A foreign owner makes a difference, so that it is refused where nothing else differs, too. */
function merge(before: OwnerSpec | null, want: Claim | null): OwnerSpec | null {
  if (before === null || want === null) return null
  const { manifest: own, isAdopted = false, released, isLeaving = false } = want
  const { manifest, ...others } = before
  const ours = { ...before, manifest: own }
  if (isForeign(before, want)) return isLetGo(want) ? before : released === undefined ? ours : others
  if (released !== undefined) return manifest === own ? others : before
  if (isLeaving) return before
  return isAdopted || manifest !== undefined ? ours : before
}

/** What was taken over is not handed back: whoever owned it may not want it any more. */
function backTo(_name: string, { to, from }: Undone<OwnerSpec>): Claim | undefined {
  if (from?.manifest !== undefined && to?.manifest === undefined)
    return { manifest: from.manifest, released: 'an apply is taken back' }
  if (to?.manifest !== undefined && from?.manifest === undefined) return { manifest: to.manifest, isAdopted: true }
  return undefined
}

function noWayBack(name: string, { to, from }: Undone<OwnerSpec>) {
  return {
    detail: `It belonged to the manifest ${to?.manifest}, and whether that wants it back is not known here.`,
    hint: `Have it adopted there, by adopt: [{ match: ${JSON.stringify(name)}, from: ${JSON.stringify(from?.manifest)} }], and remove it here.`,
  }
}

function describe({ before, after }: Difference<OwnerSpec>, want: Claim | null): readonly Phrase[] {
  const manifest = want?.manifest ?? ''
  if (after?.manifest === undefined) return [{ text: `released by ${manifest}: ${want?.released}` }]
  return [{ text: `adopted by ${manifest}${before?.manifest === undefined ? '' : `, from ${before.manifest}`}` }]
}
