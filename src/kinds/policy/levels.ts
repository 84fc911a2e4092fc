import { perObject } from '../../once.ts'
import { clipped } from '../../words.ts'
import { asSet, canonicalJson } from '../canonical.ts'
import { unknownAction } from '../checks/unknown-action.ts'
import type { AccessLevels, Problem } from '../kind.ts'
import { under } from '../path.ts'
import { checkActions, isAboutPolicies } from './action-check.ts'

/** Levels that every manifest has. */
export const OWN_LEVELS: readonly string[] = ['pull', 'push', 'lambda']

export const PULL = ['ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer'] as const
const UPLOAD = [
  'ecr:BatchCheckLayerAvailability',
  'ecr:InitiateLayerUpload',
  'ecr:UploadLayerPart',
  'ecr:CompleteLayerUpload',
  'ecr:PutImage',
] as const
/** Who pushes pulls, too. */
export const PUSH = [...PULL, ...UPLOAD] as const

const LONGEST_NAME = 64
const NAME = /^[a-z][a-z0-9_-]*$/i

/** What exactly these actions come to: `push` is with or without those of `pull`, a level of the manifest is `own`. */
export type Level =
  | { readonly name: 'pull' }
  | { readonly name: 'push'; readonly pulls: boolean }
  | { readonly own: string }

const LEVELS: ReadonlyMap<string, Level> = new Map<string, Level>([
  [keyOf(PULL), { name: 'pull' }],
  [keyOf(PUSH), { name: 'push', pulls: true }],
  [keyOf(UPLOAD), { name: 'push', pulls: false }],
])

export function levelOf(actions: readonly string[], levels: AccessLevels = NO_LEVELS): Level | undefined {
  const key = keyOf(actions)
  return LEVELS.get(key) ?? byActions(levels).get(key)
}

const NO_LEVELS: AccessLevels = new Map()

/** Of levels with the same actions the first. They are the same for all statements of a run. */
const byActions = perObject(
  (levels: AccessLevels): ReadonlyMap<string, Level> =>
    new Map([...levels].reverse().map(([own, actions]) => [keyOf(actions), { own }])),
)

function keyOf(actions: readonly string[]): string {
  return canonicalJson(asSet(actions.map(action => action.toLowerCase())))
}

/** What is wrong with the levels that a manifest names, by path into `accessLevels`. */
export const checkLevels = (levels: AccessLevels): readonly Problem[] =>
  [...levels].flatMap(([name, actions]) => [
    ...checkName(name),
    ...(actions.length === 0 ? [noActions(name)] : checkActionsOf(actions).map(under(name))),
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
      summary: `"${clipped(name)}" is no name for an access level`,
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

/** More than of the same actions in a statement: a level is named for what it gives. */
const checkActionsOf = (actions: readonly string[]): readonly Problem[] => [
  ...checkActions(actions, 'Action').map(problem =>
    problem.severity === undefined
      ? problem
      : {
          ...problem,
          code: 'ACCESS_LEVEL',
          severity: problem.code === unknownAction.code ? ('error' as const) : problem.severity,
        },
  ),
  ...actions.flatMap((action, index) => checkWide(action).map(under(index))),
]

/** Whoever may write the policy may let in others. */
function checkWide(action: string): readonly Problem[] {
  const problem = { path: [], code: 'ACCESS_LEVEL' }
  if (action === '*')
    return [
      {
        ...problem,
        summary: '"*" stands for the actions of all of AWS',
        detail: 'A repository has none but those of ECR.',
        hint: 'Name the actions, or write "ecr:*".',
      },
    ]
  if (!/[*?]/.test(action) || !isAboutPolicies(action)) return []
  return [
    {
      ...problem,
      severity: 'warning',
      summary: `${clipped(action)} lets its holders change the policy itself`,
      detail: 'It stands for ecr:SetRepositoryPolicy, too: whoever has it may let in others.',
      hint: 'Name the actions one by one.',
    },
  ]
}
