import prettyBytes from 'pretty-bytes'
import type { ImageSource } from '../../aws/api.ts'
import type { Difference, Fact, Risk } from '../../model.ts'
import { missedFirst, shortDigest } from '../../names.ts'
import type { Phrase } from '../kind.ts'
import type { Verdict } from '../knowledge.ts'
import { isDigest, keyIn } from './names.ts'
import { type ImageSpec, type ImageWant, isAbsent, isMade, isMissing, type Pinned, pinnedIn } from './spec.ts'

export function describeImage(
  { before, after, name, remaining, leaving }: Difference<ImageSpec> & Verdict,
  want: ImageWant | null,
): readonly Phrase[] {
  if (after === null) return [{ text: goneText(without(before as ImageSpec, leaving), keyIn(name), remaining) }]
  if (before !== null && isRestored(before, after))
    return [{ text: `${shortDigest(after.imageDigest)} comes back from the archive, which takes up to 20 minutes` }]
  const from = want === null || isAbsent(want) ? '' : fromText(want)
  if (before === null) return [{ text: `${shortDigest(after.imageDigest)}${from}` }]
  if (after.referrers !== undefined) return [{ text: lackingText(after.imageDigest, after.referrers, want) }]
  return [{ text: `${shortDigest(before.imageDigest)} → ${shortDigest(after.imageDigest)}${from}` }]
}

/** Of one image, taken out of the archive. */
export const isRestored = (before: ImageSpec, after: ImageSpec): boolean =>
  before.imageDigest === after.imageDigest && before.imageStatus !== after.imageStatus

/** As it is when other changes have taken these tags from it. */
const without = (before: ImageSpec, leaving: readonly string[] = []): ImageSpec => ({
  ...before,
  ...(before.imageTags && { imageTags: before.imageTags.filter(tag => !leaving.includes(tag)) }),
})

function goneText({ imageDigest, imageTags = [] }: ImageSpec, key: string, remaining: readonly string[] = []): string {
  if (isDigest(key))
    return `the image is deleted${imageTags.length > 0 ? ` with its tags ${missedFirst(imageTags).join(', ')}` : ''}`
  if (remaining.length > 0)
    return `the tag alone: ${shortDigest(imageDigest)} is also ${missedFirst(remaining).join(', ')}`
  const tags = imageTags.length > 1 ? `its tags ${missedFirst(imageTags).join(', ')}` : 'its last tag'
  return `${shortDigest(imageDigest)} is deleted with ${tags}`
}

function lackingText(digest: string, referrers: readonly string[], want: ImageWant | null): string {
  const place = want === null || isAbsent(want) ? '' : placeText(want.source)
  const [first = '', ...others] = referrers.map(one => (isDigest(one) ? shortDigest(one) : one))
  const more = others.length === 0 ? '' : ` and ${others.length} more`
  return `${shortDigest(digest)} gets the referrers that it lacks, from ${place}: ${first}${more}`
}

function fromText(want: Extract<ImageWant, { source: ImageSource }>): string {
  const { source, pinned, referrers } = want
  const size = isMissing(pinned) ? undefined : pinned?.size
  const upload =
    source.from === 'repository' || size === undefined || size === 0
      ? ''
      : `, at most ${prettyBytes(size, { binary: true })} to upload`
  const place = placeText(source)
  const known = pinnedIn(want)
  const made = madeText(source, known)
  const isNew = known?.whole !== undefined && known.whole !== known.digest
  // What refers to the whole index says nothing of the new one.
  const about = isNew ? ', with the referrers of its images' : ', with its referrers'
  return `${made}${place === '' ? '' : `, from ${place}`}${upload}${referrers ? about : ''}`
}

/** An index that is made for some platforms has a digest that its source does not. */
function madeText(source: ImageSource, pinned: Pinned | undefined): string {
  if (!isMade(source) || pinned?.whole === undefined) return ''
  const platforms = source.narrowing?.platforms.join(', ')
  if (pinned.whole === pinned.digest) return `, all of its platforms (${platforms})`
  return `, a new index of ${platforms} out of ${shortDigest(pinned.whole)}`
}

function placeText(source: ImageSource): string {
  switch (source.from) {
    case 'repository':
      return ''
    case 'ecr':
      return [source.registry && `${source.registry.account} in ${source.registry.region}`, named(source)]
        .filter(Boolean)
        .join(': ')
    case 'docker':
      return `${source.host}/${named(source)}`
    case 'oci':
    case 'oci-archive':
      return `${source.path}${source.tag === undefined ? '' : `:${source.tag}`}`
  }
}

const named = ({ repositoryName, tag }: { readonly repositoryName: string; readonly tag?: string }): string =>
  `${repositoryName}${tag === undefined ? '' : `:${tag}`}`

/** To an image pushed later than the one that has the tag, or earlier; one that is new to the repository is pushed now. */
export function riskOf({ action, before }: Difference<ImageSpec>, want: ImageWant | null): Risk | undefined {
  if (action !== 'update' || want === null || isAbsent(want) || isMissing(want.pinned)) return undefined
  if (before.imageDigest === want.pinned?.digest) return undefined
  const to = want.pinned?.pushedAt
  return to === undefined || before.imagePushedAt === undefined || to >= before.imagePushedAt ? 'forward' : 'ROLLBACK'
}

/** `prod forward: sha256:… (also v1.9.1, pushed 2026-11-20 10:12) → sha256:… (pushed 2026-11-24 08:00)` */
export function imageFacts(
  { before, after, risk, name, remaining, leaving }: Difference<ImageSpec> & Verdict,
  want: ImageWant | null,
): readonly Fact[] {
  if (before !== null && after === null) return remaining?.length === 0 ? [deletion(without(before, leaving))] : []
  if (risk === undefined || before === null || after === null) return []
  const pinned = pinnedIn(want)
  const others = (before.imageTags ?? []).filter(tag => tag !== keyIn(name))
  const from = `${shortDigest(before.imageDigest)}${factsText(others[0] && `also ${others[0]}`, timeText(before.imagePushedAt))}`
  const to = `${shortDigest(after.imageDigest)}${factsText(timeText(pinned?.pushedAt) ?? 'new here')}`
  return [{ word: 'MOVES', text: `${keyIn(name)} ${risk}: ${from} → ${to}` }]
}

const deletion = ({ imageDigest, imageTags = [] }: ImageSpec): Fact => ({
  word: 'DELETES',
  text: `image ${shortDigest(imageDigest)} with ${missedFirst(imageTags).join(', ') || 'no tag'}`,
})

const factsText = (...facts: readonly (string | undefined)[]): string => {
  const known = facts.filter(Boolean)
  return known.length > 0 ? ` (${known.join(', ')})` : ''
}

const timeText = (time: string | undefined): string | undefined =>
  time && `pushed ${time.slice(0, 16).replace('T', ' ')}`
