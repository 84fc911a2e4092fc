import { byText, grouped } from '../collate.ts'
import type { Amount, Change, Impact } from '../model.ts'
import { isWellKnown } from '../names.ts'
import { amountText } from '../words.ts'
import { bound } from './cut.ts'
import type { Row } from './plan-rows.ts'
import { someNames } from './repositories.ts'

/** A policy over images, and where that is. */
export interface Losing {
  readonly target: string
  readonly repository: string
  readonly impact?: Impact
}

interface Loss {
  readonly name: string
  readonly amount: Amount
  readonly known: readonly string[]
}

/** What several places lose together. */
export interface Losses {
  /** `74 images (12 GiB)` */
  readonly amount: string
  readonly places: number
  /** The worst first: `latest of payments/api (5); payments/worker (9), payments/web (8) and 10 more`. */
  readonly worst: string
  readonly isUpperBound: boolean
  readonly pulledLast30Days: number
}

const FATES = {
  expire: { action: 'EXPIRE', word: 'EXPIRES', verb: 'expires', role: 'delete' },
  archive: { action: 'TRANSITION', word: 'ARCHIVES', verb: 'archives', role: 'attention' },
} as const

type Fate = keyof typeof FATES
const BOTH: readonly Fate[] = ['expire', 'archive']

/** What a word of the attention block says of images; undefined where it is not about them. */
export const fateOf = (word: string | undefined): Fate | undefined => BOTH.find(fate => FATES[fate].word === word)

/** Below a change of several places: never grey, and no reason to say the change twice. */
export const lossRows = (all: readonly Losing[], expand: boolean): readonly Row[] =>
  BOTH.flatMap(fate => {
    const losses = lossesOf(all, fate, expand)
    if (losses === undefined) return []
    const { verb, role } = FATES[fate]
    const { amount, places, worst, isUpperBound } = losses
    const where = places === all.length ? '' : ` in ${places} of them`
    const most = isUpperBound ? ' (an upper bound)' : ''
    return [{ role, label: '', text: `${verb} ${amount}${most}${where}: ${worst}`, sources: [] }]
  })

/** Undefined where nothing goes. */
export function lossesOf(all: readonly Losing[], fate: Fate, expand: boolean): Losses | undefined {
  const losing = all.flatMap(({ impact, ...place }) =>
    impact && impact[fate].images > 0 ? [{ ...place, impact }] : [],
  )
  if (losing.length === 0) return undefined
  const isOfOne = new Set(all.map(({ repository }) => repository)).size === 1
  const losses = losing
    .map(({ repository, target, impact }) => ({
      name: isOfOne ? target : repository,
      amount: impact[fate],
      known: knownIn(impact, fate),
    }))
    .sort(worstFirst)
  const sum = (read: (impact: Impact) => number) => losing.reduce((total, { impact }) => total + read(impact), 0)
  return {
    amount: amountText({ images: sum(impact => impact[fate].images), bytes: sum(impact => impact[fate].bytes) }),
    places: losing.length,
    worst: worstText(losses, expand),
    isUpperBound: losing.some(({ impact }) => impact.isUpperBound),
    pulledLast30Days: sum(impact => impact.pulledLast30Days),
  }
}

/** Tags that everybody knows, among the images that go. */
export const knownIn = ({ tagged }: Impact, fate: Fate): readonly string[] =>
  tagged.filter(({ action }) => action === FATES[fate].action).flatMap(({ tags }) => tags.filter(isWellKnown))

const worstFirst = (a: Loss, b: Loss): number =>
  Number(b.known.length > 0) - Number(a.known.length > 0) || b.amount.images - a.amount.images || byText(a.name, b.name)

/** Each place once with its number: beside the tag that is missed there, or after all of these. */
function worstText(losses: readonly Loss[], expand: boolean): string {
  const tagged = [
    ...grouped(
      losses.flatMap(loss => loss.known.map(tag => ({ loss, tag }))),
      ({ tag }) => tag,
    ),
  ]
  const numbered = new Set<Loss>()
  const namesOf = (of: readonly Loss[]): string => {
    const names = of.map(loss => (numbered.has(loss) ? loss.name : bound(`${loss.name} (${loss.amount.images})`)))
    for (const loss of of) numbered.add(loss)
    return someNames(names, expand)
  }
  const known = tagged.map(([tag, of]) => `${tag} of ${namesOf(of.map(({ loss }) => loss))}`)
  const others = losses.filter(loss => !numbered.has(loss))
  return [...known, ...(others.length > 0 ? [namesOf(others)] : [])].join('; ')
}

/** A change as something that loses images. */
export const losingOf = ({ target, repository = '', impact }: Change): Losing => ({
  target,
  repository,
  ...(impact && { impact }),
})
