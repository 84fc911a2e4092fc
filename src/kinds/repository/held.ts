import type { Tag } from '@aws-sdk/client-ecr'
import type { Refusal } from '../../model.ts'
import { OWNER_TAG, PROTECT_TAG } from '../../names.ts'
import { present } from '../canonical.ts'
import type { Held } from './spec.ts'

const OF_STACK = 'aws:cloudformation:'

/** What the tags of a repository say against its end. CDK makes stacks of CloudFormation. */
export function heldBy(tags: readonly Tag[]): Held {
  const valueAt = (key: string) => tags.find(({ Key }) => Key === key)?.Value
  const stack = tags.find(({ Key = '' }) => Key.startsWith(OF_STACK))
  return present({
    // No manifest has an empty name.
    owner: valueAt(OWNER_TAG) || undefined,
    isProtected: tags.some(({ Key }) => Key === PROTECT_TAG) || undefined,
    stack: stack && (valueAt(`${OF_STACK}stack-name`) ?? stack.Value),
  }) as Held
}

/** Why a repository with these tags must not go. */
export function refuseHeld(name: string, held: Held = {}, prunedBy?: string): Refusal | undefined {
  if (held.isProtected) return refuseProtected(name)
  if (prunedBy === undefined) return undefined
  if (held.owner !== prunedBy)
    return {
      code: 'NOT_OWNED',
      reason: `does not belong to the manifest ${prunedBy}: not deleted`,
      hint: 'Only what carries the tag of this manifest is pruned. To delete it all the same, write its tombstone under removed.',
    }
  if (held.stack === undefined) return undefined
  return {
    code: 'OF_A_STACK',
    reason: `belongs to the stack ${held.stack} of CloudFormation: not deleted`,
    hint: 'Delete it in its stack, or let it go here: write it under released.',
  }
}

const refuseProtected = (name: string): Refusal => ({
  code: 'PROTECTED',
  reason: `protected by its tag ${PROTECT_TAG}: not deleted`,
  hint: `First write it under repositories, as ${name}: { protect: false }, and apply, which takes the tag off. Then remove that line, write the tombstone again, and apply once more.`,
})
