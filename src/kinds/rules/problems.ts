import { clipped, saidText } from '../../words.ts'
import { isFields } from '../canonical.ts'
import type { Path, Problem } from '../kind.ts'
import { LIVE } from '../live.ts'
import { under } from '../path.ts'
import { setText } from './aligned.ts'

/** What stands twice in a list that ECR takes for a set. */
export function saidTwice(items: readonly unknown[], what: string): readonly Problem[] {
  const seen = new Map<string, number>()
  return items.flatMap((item, index) => {
    const text = setText(item)
    const first = seen.get(text)
    if (first === undefined) seen.set(text, index)
    return first === undefined ? [] : [twice(index, what)]
  })
}

const twice = (index: number, what: string): Problem => ({
  severity: 'warning',
  path: [index],
  code: 'SAID_TWICE',
  summary: `The same ${what} twice`,
  detail: 'Once means the same.',
  hint: 'Remove this one.',
})

export const missingKey = (path: Path, key: string, detail: string): Problem => ({
  path,
  code: 'MISSING_KEY',
  summary: `Missing key "${key}"`,
  detail,
  hint: `Add ${key}: …`,
})

export const tooManyRules = (count: number, most: number): Problem => ({
  path: ['rules'],
  code: 'TOO_MANY_RULES',
  summary: `${count} rules, ECR allows ${most}`,
  detail: 'ECR would refuse it whole.',
  hint: 'Join rules: one has up to 100 filters.',
})

/** What a kind of rules with `live` and `absent` says of them. */
export interface RuleForm {
  /** What is wrong with a rule, by path into it. */
  check(rule: Readonly<Record<string, unknown>>): readonly Problem[]
  /** What of a rule may not be declared and absent at once, as texts. */
  parts(rule: Readonly<Record<string, unknown>>): readonly Part[]
}

export interface Part {
  readonly path: Path
  readonly text: string
}

/** What is wrong with a list of rules, by path into it. */
export function checkRules(items: readonly unknown[], form: RuleForm): readonly Problem[] {
  const found = items.flatMap((item, index) => checkItem(item, form).map(under(index)))
  return [...found, ...checkLive(items), ...checkBoth(items, form)]
}

function checkItem(item: unknown, { check }: RuleForm): readonly Problem[] {
  if (!isFields(item)) return item === LIVE ? [] : [noRule(saidText(item))]
  const { absent, ...rule } = item
  if (absent === undefined) return check(rule)
  if (Object.keys(rule).length > 0) return [notAlone]
  return check(absent as Readonly<Record<string, unknown>>).map(under('absent'))
}

function checkLive(items: readonly unknown[]): readonly Problem[] {
  const first = items.indexOf(LIVE)
  return items.flatMap((item, index) => {
    if (item === LIVE && index > first) return [under(index)(liveTwice)]
    return first < 0 && isFields(item) && item.absent !== undefined ? [under(index)(absentAlone)] : []
  })
}

/** What is to be there and not to be there. */
function checkBoth(items: readonly unknown[], { parts }: RuleForm): readonly Problem[] {
  const declared = new Set(
    items.flatMap(item => (isFields(item) && item.absent === undefined ? parts(item).map(({ text }) => text) : [])),
  )
  return items.flatMap((item, index) => {
    if (!isFields(item) || !isFields(item.absent)) return []
    return parts(item.absent).flatMap(({ path, text }) =>
      declared.has(text) ? [under(index, 'absent', ...path)(absentAndDeclared)] : [],
    )
  })
}

const noRule = (text: string): Problem => ({
  path: [],
  code: 'WRONG_VALUE',
  summary: `"${clipped(text)}" is no rule`,
  detail: 'The only word in a list of rules is `live`: what is there stays, and these rules are laid over it.',
  hint: 'Write live, or a rule.',
})

const notAlone: Problem = {
  path: [],
  code: 'EXACTLY_ONE',
  summary: 'A rule and `absent` in one',
  detail: 'An item of the list says a rule, or takes one away.',
  hint: 'Write two items: - { absent: … } and the rule.',
}

const liveTwice: Problem = {
  path: [],
  code: 'LIVE_TWICE',
  summary: '`live` twice in one list',
  detail: 'It stands for everything that is there.',
  hint: 'Remove this one.',
}

const absentAlone: Problem = {
  path: [],
  code: 'ABSENT_WITHOUT_LIVE',
  summary: '`absent` in a list without `live`',
  detail: 'Without `live` the list is exact: what it leaves out goes anyway.',
  hint: 'Remove this item, or add live to the list.',
}

const absentAndDeclared: Problem = {
  path: [],
  code: 'ABSENT_AND_DECLARED',
  summary: 'Declared, and absent as well',
  detail: 'The same list says that it must be there and that it must not.',
  hint: 'Remove one of the two.',
}
