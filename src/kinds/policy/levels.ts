import { nearest } from '../../nearest.ts'
import { asSet, canonicalJson } from '../canonical.ts'
import type { AccessLevels, Path, Problem } from '../kind.ts'
import { actionsLike, REGISTRY_ACTIONS, REPOSITORY_ACTIONS } from './actions.ts'

/** Levels that every manifest has. */
export const OWN_LEVELS: readonly string[] = ['pull', 'push', 'lambda']

const LONGEST_NAME = 64
const NAME = /^[a-z][a-z0-9_-]*$/i

/** The name of a level that has exactly these actions. */
export function levelNamed(levels: AccessLevels, actions: readonly string[]): string | undefined {
  const key = keyOf(actions)
  return [...levels].find(([, own]) => keyOf(own) === key)?.[0]
}

const keyOf = (actions: readonly string[]): string => canonicalJson(asSet(actions.map(action => action.toLowerCase())))

/** What is wrong with the levels that a manifest names, by path into `accessLevels`. */
export const checkLevels = (levels: AccessLevels): readonly Problem[] =>
  [...levels].flatMap(([name, actions]) => [
    ...checkName(name),
    ...(actions.length === 0 ? [noActions(name)] : []),
    ...actions.flatMap((action, index) => checkAction(action, [name, index])),
  ])

function checkName(name: string): readonly Problem[] {
  const problem = { path: [name], code: 'RESERVED_NAME' }
  if (OWN_LEVELS.includes(name.toLowerCase()))
    return [
      {
        ...problem,
        summary: `An access level cannot be named "${name}"`,
        detail: `${OWN_LEVELS.join(', ')} mean the same in every manifest.`,
        hint: 'Choose another name, for example reader.',
      },
    ]
  if (NAME.test(name) && name.length <= LONGEST_NAME) return []
  return [
    {
      ...problem,
      code: 'ACCESS_LEVEL',
      summary: `"${name.slice(0, 80)}" is no name for an access level`,
      detail: `It is a word: a letter, then letters, digits, - and _, ${LONGEST_NAME} at most.`,
      hint: 'Choose a plain word, for example reader.',
    },
  ]
}

const noActions = (name: string): Problem => ({
  path: [name],
  code: 'ACCESS_LEVEL',
  summary: `The access level ${name} has no actions`,
  detail: 'Whoever has it could do nothing.',
  hint: `Write for example ${name}: ["ecr:DescribeImages"].`,
})

function checkAction(action: string, path: Path): readonly Problem[] {
  const problem = { path, code: 'ACCESS_LEVEL' }
  if (actionsLike(action, REPOSITORY_ACTIONS).length > 0 && action.includes(':')) return checkWide(action, path)
  if (action === '*')
    return [
      {
        ...problem,
        summary: '"*" stands for the actions of all of AWS',
        detail: 'A repository has none but those of ECR.',
        hint: 'Name the actions, or write "ecr:*".',
      },
    ]
  if (actionsLike(action, REGISTRY_ACTIONS).length > 0)
    return [
      {
        ...problem,
        severity: 'warning',
        summary: `${action} has no effect in a repository policy`,
        detail: 'It is a right on the whole registry, which only an identity policy gives.',
        hint: 'Remove it here, and allow it in the policy of the role or user.',
      },
    ]
  return [
    {
      ...problem,
      summary: `"${action.slice(0, 80)}" is no action of ECR`,
      detail: 'ECR would refuse the policy, or the action would give nobody anything.',
      hint: hintFor(action),
    },
  ]
}

/** Whoever may write the policy may let in others. */
function checkWide(action: string, path: Path): readonly Problem[] {
  if (!/[*?]/.test(action) || actionsLike(action, ['ecr:SetRepositoryPolicy']).length === 0) return []
  return [
    {
      severity: 'warning',
      path,
      code: 'ACCESS_LEVEL',
      summary: `${action} lets its holders change the policy itself`,
      detail: 'It stands for ecr:SetRepositoryPolicy, too: whoever has it may let in others.',
      hint: 'Name the actions one by one.',
    },
  ]
}

function hintFor(action: string): string {
  const near = /[*?]/.test(action)
    ? undefined
    : nearest(action.replace(/^(ecr:)?/i, 'ecr:'), [...REPOSITORY_ACTIONS, ...REGISTRY_ACTIONS])
  return near === undefined ? 'Write for example "ecr:BatchGetImage".' : `Did you mean "${near}"?`
}
