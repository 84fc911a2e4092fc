import type { Difference } from '../../model.ts'
import { isDigest, keyIn } from './names.ts'
import type { ImageSpec } from './spec.ts'

/** Whether it puts a tag on another image than the one that has it, or on one where none has. */
export const isMoved = ({ name, before, after }: Difference<ImageSpec>): boolean =>
  !isDigest(keyIn(name)) && after !== null && before?.imageDigest !== after.imageDigest

/** Tags that an image has no more when it goes, because others of these differences have moved them by then. */
export const leavingBefore = (
  { before }: Pick<Difference<ImageSpec>, 'before'>,
  differences: readonly Difference<ImageSpec>[],
): readonly string[] =>
  differences
    .filter(one => isMoved(one) && one.before !== null && one.before.imageDigest === before?.imageDigest)
    .map(({ name }) => keyIn(name))
