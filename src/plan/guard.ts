import type { Change, Diagnostic, Guards } from '../model.ts'
import { imagesText } from '../words.ts'

/** What the guards say against changes, of a share with its target, with so many images that others expire beside them; nothing of it is applied then. */
export function refusedBy({ expireImages }: Guards, changes: readonly Change[], beside = 0): readonly Diagnostic[] {
  if (expireImages === undefined) return []
  const { max, percent } = expireImages
  const impacts = changes
    .filter(({ blocked }) => !blocked)
    .flatMap(({ name, target, impact }) => (impact ? [{ name, target, impact }] : []))
  const total = impacts.reduce((sum, { impact }) => sum + impact.expire.images, beside)
  const isUpperBound = impacts.some(({ impact }) => impact.isUpperBound)
  const shares = impacts
    .map(({ name, target, impact: { expire, archive, keep, parts, isUpperBound } }) => ({
      name,
      target,
      isUpperBound,
      percent: (100 * expire.images) / Math.max(1, expire.images + archive.images + keep.images - parts),
    }))
    .filter(share => percent !== undefined && share.percent > percent)
  return [
    ...(max !== undefined && total > max
      ? [refusal(`${imagesText(total)} would expire, guards.expireImages.max is ${max}`, isUpperBound)]
      : []),
    ...shares.map(share => ({
      ...refusal(
        `${Math.ceil(share.percent)} % of the images of ${share.name} would expire, guards.expireImages.percent is ${percent}`,
        share.isUpperBound,
      ),
      targets: [share.target],
    })),
  ]
}

const refusal = (summary: string, isUpperBound: boolean): Diagnostic => ({
  severity: 'error',
  code: 'GUARD_EXPIRE_IMAGES',
  summary: isUpperBound ? `${summary} (an upper bound)` : summary,
  detail: `ECR has no undelete, so a plan beyond the guard is not applied at all.${isUpperBound ? ' Parts of multi-arch images, which ECR keeps, may have been counted: the plan does not know them all.' : ''}`,
  hint: `Look with ecrsync preview${isUpperBound ? ', or ask ECR, which knows the parts: --lifecycle-preview server' : ''}. If all of them may go, raise the guard in the manifest, in a commit of its own.`,
})
