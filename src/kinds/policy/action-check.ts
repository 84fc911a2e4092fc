import { meant } from '../../nearest.ts'
import { clipped, saidText } from '../../words.ts'
import { listOf } from '../canonical.ts'
import { actionWithoutEffect } from '../checks/action-without-effect.ts'
import { unknownAction } from '../checks/unknown-action.ts'
import type { Problem } from '../kind.ts'
import { under } from '../path.ts'
import { hasPlaceholder } from '../placeholder.ts'
import { actionsLike, REGISTRY_ACTIONS, REPOSITORY_ACTIONS } from './actions.ts'
import { notInPolicy } from './problem.ts'

/** In the policy of a repository, unless `isOfRegistry`. */
export function checkActions(actions: unknown, key: string, isOfRegistry = false): readonly Problem[] {
  const list = listOf(actions)
  if (list.length === 0) return [notInPolicy([], `${key} names nothing`, `Write ${key}: ["ecr:BatchGetImage"].`)]
  return list.flatMap((action, index) =>
    checkAction(action, { key, isOfRegistry }).map(under(...(Array.isArray(actions) ? [index] : []))),
  )
}

interface Place {
  readonly key: string
  readonly isOfRegistry: boolean
}

function checkAction(action: unknown, { key, isOfRegistry }: Place): readonly Problem[] {
  if (typeof action !== 'string' || !(hasPlaceholder(action) || /^(\*|ecr:[a-z*?]+)$/i.test(action)))
    return [
      notInPolicy([], `${clipped(saidText(JSON.stringify(action)))} is no action of ECR`, hintFor(saidText(action))),
    ]
  // What `NotAction` excepts for nothing does no harm.
  if (hasPlaceholder(action) || key === 'NotAction' || isAmong(REPOSITORY_ACTIONS, action)) return []
  if (isOfRegistry && isAmong(REGISTRY_ACTIONS, action)) return []
  return [
    { path: [], severity: 'warning', ...(isAmong(REGISTRY_ACTIONS, action) ? ofRegistry(action) : unknown(action)) },
  ]
}

const isAmong = (names: readonly string[], action: string): boolean => actionsLike(action, names).length > 0

/** ECR accepts it: terraform-aws-modules/terraform-aws-ecr has written it into every policy since 2022. */
const ofRegistry = (action: string): Omit<Problem, 'path'> => ({
  code: actionWithoutEffect.code,
  summary: `${clipped(action)} has no effect in a repository policy`,
  detail: 'It is a right on the whole registry: ECR accepts it here, and it gives nothing to anybody.',
  hint: 'Remove it here, and allow it in an identity policy.',
})

const unknown = (action: string): Omit<Problem, 'path'> => ({
  code: unknownAction.code,
  summary: `${clipped(action)} ${/[*?]/.test(action) ? 'matches' : 'is'} no action that ECR is known to have`,
  detail: 'The statement would say nothing of any call.',
  hint: hintFor(action),
})

function hintFor(action: string): string {
  const name = action.replace(/^(ecr:)?/i, 'ecr:')
  return meant(name, REPOSITORY_ACTIONS) ?? meant(name, REGISTRY_ACTIONS) ?? 'Write for example "ecr:BatchGetImage".'
}

/** Whether entries of `Action` or `NotAction` speak of setting the policy. */
export const isAboutPolicies = (actions: unknown): boolean =>
  listOf(actions ?? []).some(action => isAmong(['ecr:SetRepositoryPolicy'], saidText(action)))
