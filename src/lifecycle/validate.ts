import { type CountType, LIMITS, type LifecyclePolicy, type LifecycleRule, type Selection } from './policy.ts'
import { misshapen, NO_ALTERNATIVE, policyShape } from './schema.ts'
import type { Path, Violation } from './violation.ts'

const STORAGE_CLASSES = ['standard', 'archive'] as const
const FAILURE = 'Lifecycle policy validation failure: '

/**
 * Everything that ECR refuses of a policy's text, the first as ECR would answer it; `[]` when ECR accepts it.
 * The length limits are those of the ECR API model, the messages those quoted in public issues, as far as any are known.
 */
export function validatePolicyText(text: string): readonly Violation[] {
  if (text.length < LIMITS.minimumText) return [length(`greater than or equal to ${LIMITS.minimumText}`)]
  if (text.length > LIMITS.maximumText) return [length(`less than or equal to ${LIMITS.maximumText}`)]
  const policy = parse(text)
  return policy === undefined
    ? [{ path: [], rule: 'syntax', message: `${FAILURE}Could not map policyString into LifecyclePolicy.` }]
    : validatePolicy(policy)
}

/** The same for a parsed policy, but for the limits on the length of its text. */
export function validatePolicy(policy: unknown): readonly Violation[] {
  const misshaped = misshapen(policy, policyShape)
  const found = misshaped.length > 0 ? misshaped : contradictions(policy as LifecyclePolicy)
  return found.map(violation => ({ ...violation, message: FAILURE + violation.message }))
}

const length = (bound: string): Violation => ({
  path: [],
  rule: 'length',
  message: `Member must have length ${bound}`,
})

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

const contradictions = ({ rules }: LifecyclePolicy): readonly Violation[] => [
  ...(rules.length > LIMITS.rules
    ? [
        {
          path: ['rules'],
          rule: 'tooMany',
          message: `Policy has ${rules.length} rules, at most ${LIMITS.rules} are allowed.`,
        },
      ]
    : []),
  ...rules.flatMap((rule, index) => [...inSelection(rule), ...inAction(rule)].map(at(['rules', index]))),
  ...betweenRules(rules),
]

const at =
  (start: Path) =>
  (violation: Violation): Violation => ({ ...violation, path: [...start, ...violation.path] })

function inSelection({ selection }: LifecycleRule): readonly Violation[] {
  return [
    ...(selection.tagStatus === 'tagged' ? tagLists(selection) : noTagList(selection)),
    ...(selection.tagPatternList?.flatMap(tooManyWildcards) ?? []),
    ...wrongUnit(selection.countType, selection.countUnit !== undefined),
    ...wrongClass(selection.countType, selection.storageClass ?? 'standard'),
  ]
}

const TAG_LISTS = ['tagPatternList', 'tagPrefixList'] as const

function tagLists(selection: Selection): readonly Violation[] {
  const empty = TAG_LISTS.filter(list => selection[list]?.length === 0)
  if (empty.length === 0) return oneTagList(TAG_LISTS.filter(list => selection[list]).length)
  const message = 'array is too short: must have at least 1 elements but instance has 0 elements'
  return empty.map(list => ({ path: ['selection', list], rule: 'empty', message }))
}

function oneTagList(count: number): readonly Violation[] {
  if (count === 1) return []
  return count === 0
    ? [
        {
          path: ['selection'],
          rule: 'tagList',
          message: 'Must specify tagPrefixList or tagPatternList when tagStatus=TAGGED.',
        },
      ]
    : [
        {
          path: ['selection', 'tagPrefixList'],
          rule: 'tagLists',
          message: 'Must specify only one of tagPrefixList or tagPatternList when tagStatus=TAGGED.',
        },
      ]
}

/**
 * Beside `untagged` and `any`, an empty list is none: SDKs and Terraform send one, events of CloudTrail show policies that
 * were stored with it, and Terraform's provider drops it where it compares. Beside `tagged` it is refused.
 */
function noTagList(selection: Selection): readonly Violation[] {
  const { tagStatus } = selection
  const list = TAG_LISTS.find(one => selection[one]?.length)
  if (list === undefined) return []
  const message = `Must not specify tagPrefixList or tagPatternList when tagStatus=${tagStatus.toUpperCase()}.`
  return [{ path: ['selection', list], rule: 'tagListUntagged', message }]
}

function tooManyWildcards(pattern: string, index: number): readonly Violation[] {
  if (pattern.split('*').length - 1 <= LIMITS.wildcards) return []
  const message = `Tag pattern ${JSON.stringify(pattern)} has more than ${LIMITS.wildcards} wildcards.`
  return [{ path: ['selection', 'tagPatternList', index], rule: 'wildcards', message }]
}

function wrongUnit(countType: CountType, hasUnit: boolean): readonly Violation[] {
  if (hasUnit === (countType !== 'imageCountMoreThan')) return []
  const path = hasUnit ? ['selection', 'countUnit'] : ['selection']
  return [{ path, rule: 'countUnit', message: NO_ALTERNATIVE }]
}

function wrongClass(countType: CountType, storageClass: 'standard' | 'archive'): readonly Violation[] {
  const allowed = countType === 'sinceImageTransitioned' ? 'archive' : 'standard'
  if (storageClass === allowed) return []
  const message = `countType=${countType} is only allowed with storageClass=${allowed.toUpperCase()}.`
  return [{ path: ['selection', 'countType'], rule: 'storageClass', message }]
}

function inAction({ selection, action }: LifecycleRule): readonly Violation[] {
  const only = { sinceImagePulled: 'transition', sinceImageTransitioned: 'expire' }[selection.countType as string]
  const isTransition = action.type === 'transition'
  return [
    ...(only === undefined || only === action.type
      ? []
      : [
          {
            path: ['action', 'type'],
            rule: 'actionType',
            message: `countType=${selection.countType} is only allowed with action type ${only.toUpperCase()}.`,
          },
        ]),
    ...(isTransition === (action.targetStorageClass !== undefined)
      ? []
      : [
          {
            path: isTransition ? ['action'] : ['action', 'targetStorageClass'],
            rule: 'targetStorageClass',
            message: NO_ALTERNATIVE,
          },
        ]),
    ...(selection.countType === 'sinceImageTransitioned' && selection.countNumber < LIMITS.archivedDays
      ? [
          {
            path: ['selection', 'countNumber'],
            rule: 'archivedDays',
            message: `numeric instance is lower than the required minimum (minimum: ${LIMITS.archivedDays}, found: ${selection.countNumber})`,
          },
        ]
      : []),
  ]
}

function betweenRules(rules: readonly LifecycleRule[]): readonly Violation[] {
  const indexed = rules.map((rule, index) => ({ rule, index }))
  return [
    ...repeatedPriorities(rules),
    ...STORAGE_CLASSES.flatMap(storageClass => {
      const ofClass = indexed.filter(({ rule }) => (rule.selection.storageClass ?? 'standard') === storageClass)
      return [...severalUntagged(ofClass), ...anyNotLast(ofClass), ...repeatedPrefixes(ofClass)]
    }),
  ]
}

type Indexed = readonly { readonly rule: LifecycleRule; readonly index: number }[]

const repeatedPriorities = (rules: readonly LifecycleRule[]): readonly Violation[] =>
  rules.flatMap(({ rulePriority }, index) =>
    rules.findIndex(other => other.rulePriority === rulePriority) === index
      ? []
      : [
          {
            path: ['rules', index, 'rulePriority'],
            rule: 'priority',
            message: `Rule priority ${rulePriority} must be unique.`,
          },
        ],
  )

const severalUntagged = (rules: Indexed): readonly Violation[] =>
  rules
    .filter(({ rule }) => rule.selection.tagStatus === 'untagged')
    .slice(1)
    .map(({ index }) => ({
      path: ['rules', index, 'selection', 'tagStatus'],
      rule: 'untagged',
      message: 'Only one rule can select Untagged images per storage class.',
    }))

function anyNotLast(rules: Indexed): readonly Violation[] {
  const last = Math.max(...rules.map(({ rule }) => rule.rulePriority))
  const isMisplaced = ({ rule }: Indexed[number]) => rule.selection.tagStatus === 'any' && rule.rulePriority < last
  return rules.filter(isMisplaced).map(({ index }) => ({
    path: ['rules', index, 'selection', 'tagStatus'],
    rule: 'anyLast',
    message: 'Rule for tagStatus=ANY must have the lowest priority per storage class',
  }))
}

function repeatedPrefixes(rules: Indexed): readonly Violation[] {
  const seen = new Map<string, number>()
  return rules.flatMap(({ rule, index }) =>
    (rule.selection.tagPrefixList ?? []).flatMap((prefix, entry) => {
      const first = seen.get(prefix)
      if (first === undefined) seen.set(prefix, index)
      if (first === undefined || first === index) return []
      const message = `Tag prefix ${JSON.stringify(prefix)} must not be repeated in rules of one storage class.`
      return [{ path: ['rules', index, 'selection', 'tagPrefixList', entry], rule: 'prefix', message }]
    }),
  )
}
