import type { Difference, Refusal } from '../../model.ts'
import type { After } from '../kind.ts'
import { isDigest, keyIn, shortDigest } from './names.ts'
import { type ImageSpec, type ImageWant, isAbsent, isMissing } from './spec.ts'

export function refuse(difference: Difference<ImageSpec>, want: ImageWant | null, context: After): Refusal | undefined {
  if (want === null) return undefined
  if (isAbsent(want)) return difference.action === 'delete' ? refuseDelete(difference, want, context) : undefined
  if (isMissing(want.pinned)) return want.pinned
  return difference.action === 'update' ? refuseMove(difference.name, context) : undefined
}

/** ECR deletes an image with its last tag. Source: ECR API reference, BatchDeleteImage. */
function refuseDelete(
  { name, before }: Extract<Difference<ImageSpec>, { action: 'delete' }>,
  { deleteImage }: { readonly deleteImage: boolean },
  context: After,
): Refusal | undefined {
  const key = keyIn(name)
  const [wanted] = deleteImage ? wantedBy(before, key, context) : []
  if (wanted !== undefined)
    return {
      code: 'CONTRADICTION',
      reason: `${wanted} is declared as this very image, ${shortDigest(before.imageDigest)}: not deleted`,
      hint: `Leave out one of the two: ${JSON.stringify(key)} asks to delete what ${JSON.stringify(wanted)} asks to keep.`,
    }
  const [declared] = isDigest(key) ? declaredOn(before, context) : []
  if (declared !== undefined)
    return {
      code: 'CONTRADICTION',
      reason: `${declared} is declared, and still on ${shortDigest(before.imageDigest)}: not deleted`,
      hint: `Let ${JSON.stringify(declared)} move first, then delete the image with the next apply.`,
    }
  if (deleteImage || isDigest(key) || remaining(before, context).length > 0) return undefined
  return {
    code: 'LAST_TAG',
    reason: `${key} is the last tag of ${shortDigest(before.imageDigest)}: ECR would delete the image with it`,
    hint: `If the image may go, write ${JSON.stringify(key)}: { absent: true, deleteImage: true }`,
  }
}

/** What else the manifest says of the image, and does not want it gone. */
function wantedBy({ imageDigest }: ImageSpec, key: string, { wishes }: After): readonly string[] {
  return [...wishes].flatMap(([name, wish]) => {
    const want = wish as ImageWant | null
    if (want === null || isAbsent(want) || keyIn(name) === key) return []
    const pinned = isMissing(want.pinned) ? undefined : want.pinned?.digest
    return (pinned ?? want.source.digest) === imageDigest ? [keyIn(name)] : []
  })
}

/** Tags of the image that the manifest wants to be there: one whose move is refused, or fails, would go with the image. */
function declaredOn({ imageTags = [] }: ImageSpec, { wishes }: After): readonly string[] {
  const wanted = new Set(
    [...wishes].flatMap(([name, want]) => (want === null || isAbsent(want as ImageWant) ? [] : keyIn(name))),
  )
  return imageTags.filter(tag => wanted.has(tag))
}

/** Tags that the image has when everything else that is declared has come true; deletes come last. */
function remaining({ imageDigest, imageTags = [] }: ImageSpec, { wishes }: After): readonly string[] {
  const declared = new Map([...wishes].map(([name, want]) => [keyIn(name), want as ImageWant | null]))
  const isHeld = (want: ImageWant | null) =>
    want !== null && !isAbsent(want) && !isMissing(want.pinned) && want.pinned?.digest === imageDigest
  const put = [...declared].filter(([key, want]) => !isDigest(key) && isHeld(want)).map(([key]) => key)
  return [...imageTags.filter(tag => !declared.has(tag)), ...put]
}

/** The mutability that this plan sets counts, not the one that is there. */
function refuseMove(name: string, context: After): Refusal | undefined {
  const tag = keyIn(name)
  const repository = context.spec('repository')
  const { imageTagMutability = 'MUTABLE', imageTagMutabilityExclusionFilters = [] } = (repository ?? {}) as {
    readonly imageTagMutability?: string
    readonly imageTagMutabilityExclusionFilters?: readonly string[]
  }
  const isExcluded = imageTagMutabilityExclusionFilters.some(filter => matchesFilter(filter, tag))
  if (imageTagMutability.startsWith('IMMUTABLE') === isExcluded || imageTagMutability === 'MUTABLE') return undefined
  return {
    code: 'IMMUTABLE_TAG',
    reason: `${tag} is immutable (${imageTagMutability}${isExcluded ? ', excluded' : ''}): ECR would refuse to move it`,
    hint: `Declare the image that it has, use another tag, move it before the repository becomes immutable, or let it move: imageTagMutability: IMMUTABLE_WITH_EXCLUSION with the filter ${JSON.stringify(tag)}`,
  }
}

/** `*` is zero or more characters, over the whole tag; there are at most two. Source: ECR API reference, ImageTagMutabilityExclusionFilter. */
function matchesFilter(filter: string, tag: string): boolean {
  const pattern = filter.split('*').map(part => part.replaceAll(/[.\\+?^${}()|[\]]/g, '\\$&'))
  return new RegExp(`^${pattern.join('.*')}$`).test(tag)
}
