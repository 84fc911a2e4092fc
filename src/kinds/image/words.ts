import prettyBytes from 'pretty-bytes'
import type { ImageSource } from '../../aws/api.ts'
import type { Difference, Risk } from '../../model.ts'
import type { Fact, Foreseen, Line } from '../kind.ts'
import { isDigest, keyIn, shortDigest } from './names.ts'
import { type ImageSpec, type ImageWant, isAbsent, isMissing, type Pinned } from './spec.ts'

export function describeImage(difference: Difference<ImageSpec>, want: ImageWant | null): readonly Line[] {
  const { before, after, name } = difference
  if (after === null) return [{ text: goneText(before as ImageSpec, keyIn(name)) }]
  const from = want === null || isAbsent(want) ? '' : fromText(want)
  if (before === null) return [{ text: `${shortDigest(after.imageDigest)}${from}` }]
  return [{ text: `${shortDigest(before.imageDigest)} → ${shortDigest(after.imageDigest)}${from}` }]
}

function goneText({ imageDigest, imageTags = [] }: ImageSpec, key: string): string {
  const others = imageTags.filter(tag => tag !== key)
  if (isDigest(key))
    return `the image is deleted${imageTags.length > 0 ? ` with its tags ${imageTags.join(', ')}` : ''}`
  return others.length > 0
    ? `the tag alone: ${shortDigest(imageDigest)} is also ${others.join(', ')}`
    : `${shortDigest(imageDigest)} is deleted with its last tag`
}

function fromText(want: Extract<ImageWant, { source: ImageSource }>): string {
  const { source, pinned, referrers } = want
  const size = isMissing(pinned) ? undefined : pinned?.size
  const upload =
    source.from === 'repository' || size === undefined
      ? ''
      : `, at most ${prettyBytes(size, { binary: true })} to upload`
  const place = placeText(source)
  return `${place === '' ? '' : `, from ${place}`}${upload}${referrers ? ', with its referrers' : ''}`
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
  const to = want.pinned?.pushedAt
  return to === undefined || before.imagePushedAt === undefined || to >= before.imagePushedAt ? 'forward' : 'ROLLBACK'
}

/** `prod forward: sha256:… (also v1.9.1, pushed 2026-11-20 10:12) → sha256:… (pushed 2026-11-24 08:00)` */
export function imageFacts(change: Difference<ImageSpec> & Partial<Foreseen>): readonly Fact[] {
  const { before, after, risk, name, want } = change
  if (before !== null && after === null) return deletions(before, keyIn(name))
  if (risk === undefined || before === null || after === null) return []
  const pinned = pinnedIn(want as ImageWant | null)
  const others = (before.imageTags ?? []).filter(tag => tag !== keyIn(name))
  const from = `${shortDigest(before.imageDigest)}${factsText(others[0] && `also ${others[0]}`, timeText(before.imagePushedAt))}`
  const to = `${shortDigest(after.imageDigest)}${factsText(timeText(pinned?.pushedAt) ?? 'new here')}`
  return [{ word: 'MOVES', text: `${keyIn(name)} ${risk}: ${from} → ${to}` }]
}

function deletions({ imageDigest, imageTags = [] }: ImageSpec, key: string): readonly Fact[] {
  const isLast = isDigest(key) || imageTags.every(tag => tag === key)
  return isLast
    ? [{ word: 'DELETES', text: `image ${shortDigest(imageDigest)} with ${imageTags.join(', ') || 'no tag'}` }]
    : []
}

function pinnedIn(want: ImageWant | null | undefined): Pinned | undefined {
  if (!want || isAbsent(want) || isMissing(want.pinned)) return undefined
  return want.pinned
}

const factsText = (...facts: readonly (string | undefined)[]): string => {
  const known = facts.filter(Boolean)
  return known.length > 0 ? ` (${known.join(', ')})` : ''
}

const timeText = (time: string | undefined): string | undefined =>
  time && `pushed ${time.slice(0, 16).replace('T', ' ')}`
