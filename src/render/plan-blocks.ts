import { byText, grouped } from '../collate.ts'
import type { Plan } from '../model.ts'
import { type Group, groupsOf, inOrder, isShared, rowsAlike, sameOf } from './plan-groups.ts'
import { type Item, itemsOf, unreadItem } from './plan-items.ts'
import { rowsOfWholes, type Whole, wholesOf } from './plan-new.ts'
import type { Page } from './plan-parts.ts'
import type { Row } from './plan-rows.ts'
import { tablesOf } from './plan-tables.ts'
import { whoText } from './repositories.ts'
import { isFailureOf } from './targets.ts'

/** What is said of the registry, of one repository, or of new ones that are to be alike, in the same targets. */
export interface Block {
  readonly title: string
  readonly targets: readonly string[]
  readonly isOfRegistry: boolean
  readonly rows: readonly Row[]
}

/** All that is to be read of the changes of a plan. */
export interface Said {
  readonly registry: readonly Block[]
  /** What several repositories have in common, thing by thing. */
  readonly groups: readonly Group[]
  /** What each has alone. */
  readonly repositories: readonly Block[]
}

/** More different new repositories than these are read change by change, too. */
const WHOLES = 8

export function saidOf({ changes, targets }: Pick<Plan, 'changes' | 'targets'>, expand: boolean): Said {
  const page: Page = { order: targets.map(({ name }) => name), expand }
  const clusters = clustersOf(wholesOf(changes), page)
  const isByChange = clusters.length > WHOLES
  const items = [
    ...changes.filter(({ isOfNew, blocked }) => isByChange || !isOfNew || blocked).flatMap(itemsOf),
    ...targets.flatMap(({ name, unread }) =>
      unread.filter(one => !isFailureOf(name, one)).map(one => unreadItem(name, one)),
    ),
  ]
  const alike = [...grouped(items, sameOf).values()]
  const { tables, left } = tablesOf(
    alike.filter(same => !isShared(same)),
    page,
  )
  const blocks = blocksOf(
    [
      ...(isByChange ? [] : clusters.map(cluster => ofCluster(cluster, page))),
      ...left.map(same => ofThing(same, page)),
    ],
    page,
  )
  return {
    registry: blocks.filter(({ isOfRegistry }) => isOfRegistry),
    groups: [...groupsOf(alike.filter(isShared), page), ...tables],
    repositories: blocks.filter(({ isOfRegistry }) => !isOfRegistry),
  }
}

/** New repositories that are to be alike, in the very same targets. */
type Cluster = readonly Whole[]

function clustersOf(wholes: readonly Whole[], page: Page): readonly Cluster[] {
  const spread = [...grouped(wholes, ({ repository, same }) => JSON.stringify([repository, same])).values()]
  const clusters = grouped(spread, same => JSON.stringify([same[0]?.shape, inOrder(same, page)]))
  return [...clusters.values()].map(all => all.flat())
}

/** Rows that stand under one heading. */
interface Thing {
  readonly repositories: readonly string[]
  readonly targets: readonly string[]
  readonly rows: readonly Row[]
}

const ofCluster = (cluster: Cluster, page: Page): Thing => ({
  repositories: [...new Set(cluster.map(({ repository }) => repository))],
  targets: inOrder(cluster, page),
  rows: rowsOfWholes(cluster, page.expand),
})

const ofThing = (same: readonly Item[], page: Page): Thing => ({
  repositories: [same[0]?.repository ?? ''],
  targets: inOrder(same, page),
  rows: rowsAlike(same, page),
})

/** By name; of one repository, what is said in most of the targets first. */
function blocksOf(things: readonly Thing[], { order, expand }: Page): readonly Block[] {
  const headed = grouped(things, ({ repositories, targets }) => JSON.stringify([repositories, targets]))
  const firstOf = ({ targets: [first = ''] }: Pick<Thing, 'targets'>) => order.indexOf(first)
  return [...headed.values()]
    .map(same => {
      const [{ repositories, targets }] = same as readonly [Thing, ...Thing[]]
      const rows = same.flatMap(thing => thing.rows)
      return { first: repositories[0] ?? '', title: whoText(repositories, expand), targets, rows }
    })
    .sort((a, b) => byText(a.first, b.first) || b.targets.length - a.targets.length || firstOf(a) - firstOf(b))
    .map(({ first, ...block }) => ({ ...block, isOfRegistry: first === '' }))
}
