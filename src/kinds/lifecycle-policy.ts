import type { Reader } from '../aws/api.ts'
import { absentOn } from '../aws/failures.ts'
import {
  LIMITS,
  type LifecyclePolicy,
  type LifecycleRule,
  type Violation,
  validatePolicy,
  validatePolicyText,
} from '../lifecycle/index.ts'
import type { Fields, Wish } from '../model.ts'
import { perObject } from '../once.ts'
import { asSet, isFields, present } from './canonical.ts'
import { parsedText, perText } from './document-text.ts'
import type { DocumentPart, Kind, Path, Problem } from './kind.ts'
import { calledByRules } from './lifecycle/called.ts'
import { foreignLifecycle } from './lifecycle/foreign.ts'
import { impactFacts } from './lifecycle/impact-words.ts'
import { judgeLifecycle, watchLifecycle } from './lifecycle/judge.ts'
import { lifecycleDocument } from './lifecycle/schema.ts'
import { checkShort, longRule, shortPath } from './lifecycle/short.ts'
import { statedLifecycle } from './lifecycle/stated.ts'
import type { LifecycleWant } from './lifecycle/want.ts'
import { describeLifecycle, lifecycleBecomes } from './lifecycle/words.ts'
import { documentWrites } from './permissions.ts'

export const lifecyclePolicy: Kind<LifecycleWant, LifecyclePolicy> = {
  key: 'lifecyclePolicy',
  scope: 'repository',
  needs: ['repository'],
  uses: {
    reads: ['GetLifecyclePolicy', 'DescribeImages'],
    probes: ['StartLifecyclePolicyPreview', 'GetLifecyclePolicyPreview'],
    writes: ['PutLifecyclePolicy', 'DeleteLifecyclePolicy'],
  },
  permits: (want, about) => ({
    reads: ['GetLifecyclePolicy', ...(want || about.isTakenBack ? (['DescribeImages'] as const) : [])],
    writes: documentWrites(
      { isWished: want !== null, put: ['PutLifecyclePolicy'], remove: 'DeleteLifecyclePolicy' },
      about,
    ),
  }),
  isOursAlone: () => true,
  already: { DeleteLifecyclePolicy: 'LifecyclePolicyNotFoundException' },
  manifest: {
    lifecyclePolicy: {
      description:
        'Which images ECR expires or archives: the name of a policy of `lifecyclePolicies`, rules, or a file. A declared policy is exact; `null` says that there must be none.',
    },
  },
  documents: {
    named: 'lifecyclePolicies',
    snippet: { '${1:standard}': [{ untagged: true, expireAfter: '${2:7} days' }] },
    schema: lifecycleDocument,
    joins: false,
    items: 'rules',
    rank: ({ rulePriority }, index) => (typeof rulePriority === 'number' ? rulePriority : index),
    called: calledByRules,
  },
  examples: [
    { lifecyclePolicy: null },
    {
      lifecyclePolicy: [
        {
          body: [
            { tagPattern: 'prod*', keepAll: true },
            { untagged: true, expireAfter: '7 days' },
          ],
        },
      ],
    },
    {
      lifecyclePolicy: [
        {
          named: 'archive',
          body: [
            { tagPrefixList: ['v', 'release'], keepNewest: 30, description: 'releases' },
            { tagPattern: 'v*', archiveAllButNewest: 5 },
            { tagPatternList: ['b*', 'a*'], archiveIfNotPulledFor: '90 days' },
            { any: true, expireArchivedAfter: '365 days' },
          ],
        },
      ],
    },
    {
      lifecyclePolicy: [
        {
          body: {
            rules: [
              {
                rulePriority: 20,
                selection: { tagStatus: 'any', countType: 'imageCountMoreThan', countNumber: 9 },
                action: { type: 'expire' },
              },
              {
                rulePriority: 10,
                selection: { tagStatus: 'untagged', countType: 'sinceImagePushed', countUnit: 'days', countNumber: 1 },
                action: { type: 'expire' },
              },
            ],
          },
        },
      ],
    },
  ],
  foreign: foreignLifecycle,
  want: (declared, { repositoryName = '' }) => new Map([[repositoryName, wish(partOf(declared))]]),
  check: declared => {
    const part = partOf(declared)
    return part === null
      ? []
      : checkOnce(part.body).map(problem => ({ ...problem, path: ['lifecyclePolicy', 0, ...problem.path] }))
  },
  read: async (ecr, { repositoryName }) => {
    const policy = await readPolicy(ecr, repositoryName)
    return new Map(policy === null ? [] : [[repositoryName, policy]])
  },
  merge,
  canonical: policy => canonical(policy),
  backTo: (_name, { to }) => to && { policy: to },
  judge: judgeLifecycle,
  watch: watchLifecycle,
  write: ({ name: repositoryName, after }) => [
    after === null
      ? { action: 'DeleteLifecyclePolicy', input: { repositoryName } }
      : { action: 'PutLifecyclePolicy', input: { repositoryName, lifecyclePolicyText: textOf(after) } },
  ],
  states: (_name, policy) => ({ lifecyclePolicy: statedLifecycle(policy) }),
  describe: describeLifecycle,
  becomes: lifecycleBecomes,
  attention: ({ impact }) => (impact ? impactFacts(impact) : []),
}

const partOf = (declared: Fields): DocumentPart | null =>
  (declared.lifecyclePolicy as readonly DocumentPart[] | null)?.[0] ?? null

const wish = (part: DocumentPart | null): LifecycleWant | null =>
  part && { policy: policyOf(part.body), ...(part.named !== undefined && { named: part.named }) }

/** The short form, `{ rules }` and the text of a file are all one policy in the end. */
const policyOf = (body: unknown): LifecyclePolicy =>
  Array.isArray(body) ? { rules: body.map(longRule) } : (body as LifecyclePolicy)

function check(body: unknown): readonly Problem[] {
  const isShort = Array.isArray(body)
  if (isShort ? body.length === 0 : isFields(body) && Array.isArray(body.rules) && body.rules.length === 0)
    return [noRule(isShort)]
  const short = isShort
    ? body.flatMap((rule: unknown, index) =>
        checkShort(rule).map(problem => ({ ...problem, path: [index, ...problem.path] })),
      )
    : []
  if (short.length > 0) return short
  return violationsOf(policyOf(body)).map(violation => ({
    path: isShort ? pathInShort(body, violation.path) : violation.path,
    code: 'LIFECYCLE_POLICY',
    summary: violation.message,
    detail: 'ECR refuses the whole policy for it, and would expire nothing.',
    hint: HINTS[violation.rule] ?? 'See the lifecycle policy reference in schemas/README.md.',
  }))
}

/** Many repositories write the same rules, in many places. */
const checkOnce = perText((body: unknown) => JSON.stringify(body) ?? '', check)

/** ECR looks at the length of the text first, but what is wrong within it says more. The text is the one that is sent. */
function violationsOf(policy: LifecyclePolicy): readonly Violation[] {
  const found = validatePolicy(policy)
  return found.length > 0 ? found : validatePolicyText(textOf(canonical(policy)))
}

const textOf = (policy: LifecyclePolicy): string => JSON.stringify(policy)

const noRule = (isShort: boolean): Problem => ({
  path: isShort ? [] : ['rules'],
  code: 'LIFECYCLE_POLICY',
  summary: 'A lifecycle policy without rules',
  detail: 'ECR has no empty lifecycle policy.',
  hint: 'Write `lifecyclePolicy: null` where there must be none.',
})

function pathInShort(rules: readonly Fields[], [, index, ...rest]: Path): Path {
  return typeof index === 'number' ? [index, ...shortPath(rules[index] ?? {}, rest)] : []
}

const HINTS: Readonly<Record<string, string>> = {
  anyLast: 'Move the rule for any image to the end.',
  untagged: 'Join the untagged rules into one.',
  prefix: 'Write each prefix in one rule only.',
  priority: 'Give each rule a number of its own.',
  minimum: 'Write 1 or more.',
  missing: 'Add what the message names, or write the rules in the short form: a list.',
  enum: 'Write one of the values that the message names.',
  type: 'Write a value of the type that the message names.',
  archivedDays: 'ECR keeps archived images for 90 days at least: write 90 days or more.',
  tagList: 'Add tagPatternList or tagPrefixList.',
  tagLists: 'Remove one of the two lists.',
  tagListUntagged: 'Remove the list, or write tagStatus: tagged.',
  countUnit: 'countUnit: days belongs to the since… types, and only to them.',
  actionType: 'sinceImagePulled goes with transition, sinceImageTransitioned with expire.',
  targetStorageClass: 'Write action: { type: transition, targetStorageClass: archive }, or { type: expire }.',
  storageClass: 'storageClass: archive goes with sinceImageTransitioned, and with nothing else.',
  tooMany: 'Join rules: ECR allows 50.',
  wildcards: 'ECR allows four `*` in a pattern.',
  unknown: 'Remove it, or check its spelling.',
}

async function readPolicy(ecr: Reader, repositoryName: string): Promise<LifecyclePolicy | null> {
  const answer = await absentOn('LifecyclePolicyNotFoundException', ecr.call('GetLifecyclePolicy', { repositoryName }))
  return answer && parsedText<LifecyclePolicy>(answer.lifecyclePolicyText)
}

function merge(before: LifecyclePolicy | null, want: LifecycleWant | null): LifecyclePolicy | null {
  const wanted = want && canonical(want.policy)
  return before && wanted ? numberedAs(before)(wanted) : wanted
}

/** ECR sorts rules by priority, and takes tag lists as sets. Source: Terraform AWS provider issue 22639, AWS user guide. */
const canonical = perObject((policy: LifecyclePolicy): LifecyclePolicy => {
  const rules = [...(policy.rules ?? [])]
  if (!rules.every(isRule)) throw new TypeError('A rule of a lifecycle policy lacks its selection or its action')
  return { ...policy, rules: rules.sort((a, b) => a.rulePriority - b.rulePriority).map(canonicalRule) }
})

/** What is declared has been checked, but ECR may answer anything: each member that is read is what it has to be, and what else there is may stay. */
function isRule(rule: unknown): rule is LifecycleRule {
  const { rulePriority, description, selection, action } = isFields(rule) ? rule : {}
  if (!isFields(selection) || !isFields(action)) return false
  const { tagStatus, tagPatternList, tagPrefixList, storageClass, countType, countNumber, countUnit } = selection
  const single = [rulePriority, description, tagStatus, storageClass, countType, countNumber, countUnit, action.type]
  return single.every(isSingle) && [tagPatternList ?? [], tagPrefixList ?? []].every(isListOfTexts)
}

const isSingle = (value: unknown): boolean => typeof value !== 'object' || value === null
const isListOfTexts = (value: unknown): boolean => Array.isArray(value) && value.every(item => typeof item === 'string')

function canonicalRule({ rulePriority, description, selection, action, ...unknown }: LifecycleRule): LifecycleRule {
  const { tagStatus, tagPatternList, tagPrefixList, storageClass, ...count } = selection
  return present({
    rulePriority,
    description: description || undefined,
    selection: present({
      tagStatus,
      tagPatternList: setOrNone(tagPatternList),
      tagPrefixList: setOrNone(tagPrefixList),
      storageClass: storageClass === 'standard' ? undefined : storageClass,
      ...count,
    }),
    action,
    ...unknown,
  }) as LifecycleRule
}

const setOrNone = (list: readonly string[] | undefined): readonly string[] | undefined =>
  list?.length ? (asSet(list) as readonly string[]) : undefined

/**
 * Only the order of priorities means anything: where as many rules are there, they keep the numbers that they have, unless
 * these make a text that is too long of one that is not.
 */
const numberedAs = perObject((before: LifecyclePolicy) => {
  const numbers = canonical(before).rules.map(rule => rule.rulePriority)
  return perObject((want: LifecyclePolicy): LifecyclePolicy => {
    if (numbers.length !== want.rules.length || new Set(numbers).size !== numbers.length) return want
    const rules = want.rules.map((rule, index) => ({ ...rule, rulePriority: numbers[index] ?? rule.rulePriority }))
    const numbered = { ...want, rules }
    return textOf(numbered).length <= LIMITS.maximumText ? numbered : want
  })
})

export const isLifecyclePolicy = ({ kind }: Pick<Wish, 'kind'>): boolean => kind === lifecyclePolicy.key
