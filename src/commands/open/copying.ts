import type { CopyEnd } from '../../images/comparison.ts'
import { type ImageSources, openSources } from '../../images/sources.ts'
import { accountIfReadable } from '../../plan/read.ts'
import type { OpenTarget } from './target.ts'

/** A copy is between registries: no source is a path. What is there already is in the one that it goes to. */
export function sourcesBetween(from: OpenTarget, to: OpenTarget): ImageSources {
  const sourcesOf = ({ client, callerFor }: OpenTarget) =>
    openSources({ caller: client.images, region: client.region, callerFor })
  const own = sourcesOf(to)
  if (from === to) return own
  const others = sourcesOf(from)
  return { ...own, open: (source, name) => (source.from === 'repository' ? own : others).open(source, name) }
}

/** The registry that a copy writes to. */
export const placeOf = async ({ declared, client, endpoint }: OpenTarget) => ({
  account: declared.account ?? (await accountIfReadable(client.reader)),
  region: client.region,
  ...(endpoint !== undefined && { endpoint }),
})

export interface RepositoryCopy {
  readonly target: OpenTarget
  /** The target that is copied from, or through whose caller another registry is asked. */
  readonly source: OpenTarget
  readonly from: CopyEnd
  readonly to: CopyEnd
  /** As they were typed. */
  readonly labels: { readonly from: string; readonly to: string }
  readonly minTransferRate: number
}
