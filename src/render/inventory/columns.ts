import prettyBytes from 'pretty-bytes'
import type { InventoriedRepository } from '../../model.ts'
import { withCommas } from '../../words.ts'

type Column = keyof InventoriedRepository

/** How a value of a column is to be shown: as a text, as an amount at the right, or as a moment. */
interface Shown {
  readonly heading: string
  /** Where there is little room. */
  readonly short?: string
  readonly isAmount?: true
  /** Of what is not null. */
  readonly text: (value: never) => string
}

const asIs = (value: string): string => value
const yesOrNo = (value: boolean): string => (value ? 'yes' : '–')
const day = (iso: string): string => iso.slice(0, 10)
export const bytesText = (bytes: number): string => prettyBytes(bytes, { binary: true })
export const costText = (usd: number): string => {
  const [whole = '', cents = ''] = usd.toFixed(2).split('.')
  return `${withCommas(Number(whole))}.${cents}`
}

/** Every column, in the order in which they are printed. */
const COLUMNS: {
  readonly [C in Column]: Shown & { readonly text: (value: NonNullable<InventoriedRepository[C]>) => string }
} = {
  target: { heading: 'target', text: asIs },
  repository: { heading: 'repository', text: asIs },
  status: { heading: 'status', text: asIs },
  protected: { heading: 'protected', short: 'prot.', text: yesOrNo },
  owner: { heading: 'owner', text: asIs },
  images: { heading: 'images', isAmount: true, text: withCommas },
  bytes: { heading: 'size', isAmount: true, text: bytesText },
  untagged: { heading: 'untagged', short: 'untag.', isAmount: true, text: withCommas },
  lastPush: { heading: 'last push', text: day },
  lastPull: { heading: 'last pull', text: day },
  lifecyclePolicy: { heading: 'lifecycle', short: 'lc', text: yesOrNo },
  repositoryPolicy: { heading: 'policy', short: 'pol.', text: yesOrNo },
  monthlyCost: { heading: 'USD/month', short: 'USD/mo.', isAmount: true, text: costText },
}

export const COLUMN_NAMES = Object.keys(COLUMNS) as readonly Column[]

export const headingOf = (column: Column): string => COLUMNS[column].heading
export const shortOf = (column: Column): string => COLUMNS[column].short ?? headingOf(column)
export const isAmount = (column: Column): boolean => COLUMNS[column].isAmount === true

/** A value as people read it: what could not be read is `?`, and what is not, never was, or is nobody's, is a dash. */
export function cellText(one: InventoriedRepository, column: Column): string {
  const value = one[column]
  if (value !== null) return (COLUMNS[column].text as (value: unknown) => string)(value)
  return isKnown(one, column) ? '–' : '?'
}

/** Of what is null: never, or nobody, which is known by what was read with it. */
function isKnown(one: InventoriedRepository, column: Column): boolean {
  if (column === 'owner') return one.protected !== null
  return (column === 'lastPush' || column === 'lastPull') && one.images !== null
}
