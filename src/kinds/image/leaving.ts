import type { Difference } from '../../model.ts'
import { isDigest, keyIn } from './names.ts'
import type { ImageSpec } from './spec.ts'

/** Whether it takes its tag from an image, and puts it on another one. */
export const isMovedFrom = (digest: string, { name, before, after }: Difference<ImageSpec>): boolean =>
  !isDigest(keyIn(name)) && after !== null && before?.imageDigest === digest && after.imageDigest !== digest

/** Tags that an image has no more when it goes, because others of these differences have moved them by then. */
export function leavingBefore(
  { before }: Pick<Difference<ImageSpec>, 'before'>,
  differences: readonly Difference<ImageSpec>[],
): readonly string[] {
  const digest = before?.imageDigest ?? ''
  return differences.filter(one => isMovedFrom(digest, one)).map(({ name }) => keyIn(name))
}
