import type { Plan, PlannedTarget, Summary } from '../model.ts'
import { counted } from '../words.ts'
import { bound, loose } from './cut.ts'
import { flow } from './page.ts'
import type { PlanTextOptions } from './plan-text.ts'
import { isOfSeveral } from './targets.ts'

interface FooterOptions extends PlanTextOptions {
  /** Not everything has been named. */
  readonly isCut: boolean
}

/** What the plan leaves alone, and what this page has left out. */
export function footerLines(plan: Plan, options: FooterOptions): readonly string[] {
  const { width, theme, expand, isCut } = options
  const inLines = (text: string) => flow('  ', text, { width, indent: 4 })
  const counts = countsText(inAll(plan.targets), plan.summary)
  return [
    ...(plan.summary.adopt > 0 ? inLines(BESIDE_TERRAFORM).map(loose) : []),
    ...(counts === '' ? [] : inLines(counts)),
    ...(expand ? unmanagedTexts(plan).flatMap(inLines) : []),
    ...(isCut ? inLines('--expand names and shows all of it').map(line => theme('faint', line)) : []),
  ]
}

/** What Terraform has not written, it takes away again. */
const BESIDE_TERRAFORM = `where Terraform manages one that is adopted, write in its AWS provider: ${bound('ignore_tags { key_prefixes = ["ecrsync:"] }')}`

type Counted = Pick<PlannedTarget, 'unchanged' | 'discovered' | 'unmanaged'>

/** Counts of repositories over all targets. */
function inAll(targets: readonly PlannedTarget[]): Counted {
  const sum = (counted: keyof Counted) => targets.reduce((total, target) => total + target[counted], 0)
  return { unchanged: sum('unchanged'), discovered: sum('discovered'), unmanaged: sum('unmanaged') }
}

function countsText({ unchanged, discovered, unmanaged }: Counted, { cannotChange }: Summary): string {
  const isFirst = unchanged + discovered === 0
  return [
    ...(unchanged > 0 ? [`${counted(unchanged, 'repository', 'repositories')} unchanged`] : []),
    ...(discovered > 0
      ? [`${unchanged > 0 ? discovered : counted(discovered, 'repository', 'repositories')} discovered`]
      : []),
    ...(unmanaged > 0
      ? [
          `${isFirst ? counted(unmanaged, 'repository', 'repositories') : unmanaged} ${unmanaged === 1 ? 'is' : 'are'} not in this manifest`,
        ]
      : []),
    ...(cannotChange > 0 ? [`${counted(cannotChange, 'setting', 'settings')} cannot change`] : []),
  ].join(' · ')
}

/** Target by target, because the same name may be managed in one and not in another. */
const unmanagedTexts = (plan: Plan): readonly string[] =>
  plan.targets.flatMap(({ name, unmanagedNames }) =>
    unmanagedNames.length === 0
      ? []
      : [`not in this manifest${isOfSeveral(plan) ? `, in ${name}` : ''}: ${unmanagedNames.join(', ')}`],
  )
