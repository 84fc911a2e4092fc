import type { Change, Diagnostic, Guards } from '../model.ts'
import { imagesText } from '../words.ts'

/** What the guards say against changes, with so many images that others expire beside them; nothing of it is applied then. */
export function refusedBy({ expireImages }: Guards, changes: readonly Change[], beside = 0): readonly Diagnostic[] {
  if (expireImages === undefined) return []
  const { max, percent } = expireImages
  const impacts = changes
    .filter(({ blocked }) => !blocked)
    .flatMap(({ name, impact }) => (impact ? [{ name, impact }] : []))
  const total = impacts.reduce((sum, { impact }) => sum + impact.expire.images, beside)
  const shares = impacts
    .map(({ name, impact: { expire, archive, keep } }) => ({
      name,
      percent: (100 * expire.images) / Math.max(1, expire.images + archive.images + keep.images),
    }))
    .filter(share => percent !== undefined && share.percent > percent)
  return [
    ...(max !== undefined && total > max
      ? [refusal(`${imagesText(total)} would expire, guards.expireImages.max is ${max}`)]
      : []),
    ...shares.map(share =>
      refusal(
        `${Math.ceil(share.percent)} % of the images of ${share.name} would expire, guards.expireImages.percent is ${percent}`,
      ),
    ),
  ]
}

const refusal = (summary: string): Diagnostic => ({
  severity: 'error',
  code: 'GUARD_EXPIRE_IMAGES',
  summary,
  detail: 'ECR has no undelete, so a plan beyond the guard is not applied at all.',
  hint: 'Look with ecrsync preview. If all of them may go, raise the guard in the manifest, in a commit of its own.',
})
