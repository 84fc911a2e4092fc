import prettyBytes from 'pretty-bytes'
import type { LifecyclePolicy } from '../lifecycle/index.ts'
import type { Amount, Impact, Target } from '../model.ts'
import { isWellKnown } from '../names.ts'
import { counted, withCommas } from '../words.ts'
import type { Fate, Missing, PolicyPreview, Previewed, Titled } from './preview.ts'

/** Of the table of images. */
export const HEADINGS = ['', 'tags', 'digest', 'pushed', 'last pulled', 'size', 'because'] as const

/** What an image owes its fate to, and that it is in the archive. */
export function whyOf(
  { fate, rulePriority, because, status }: Fate,
  { rules }: LifecyclePolicy,
  digestText = (digest: string): string => digest,
): string {
  const index = rules.findIndex(rule => rule.rulePriority === rulePriority)
  const rule = index < 0 ? [] : [`${fate === 'keep' ? 'kept by ' : ''}rule ${index + 1}`]
  const subject = because === undefined ? [] : [`follows ${digestText(because)}`]
  return [...rule, ...subject, ...(status === 'ARCHIVED' ? ['archived'] : [])].join(', ')
}

/** `9,143 images` */
export const manyImages = (images: number): string => `${withCommas(images)} ${images === 1 ? 'image' : 'images'}`

const amountText = ({ images, bytes }: Amount): string =>
  `${manyImages(images)}${bytes > 0 ? ` (${prettyBytes(bytes, { binary: true })})` : ''}`

/** What a rule comes to among the images that are there. */
export function ruleOutcome(priority: number, { byRule, idleRules, shadowedRules }: Impact): string {
  const taken = byRule.find(({ rulePriority }) => rulePriority === priority)
  if (taken) return `${taken.action === 'EXPIRE' ? 'expires' : 'archives'} ${amountText(taken)}`
  if (idleRules.includes(priority)) return 'matches no image'
  return shadowedRules.includes(priority) ? 'is left no image by the rules before it' : 'takes none'
}

/** Where there is no image to tell a fate of: why. */
export function nothingText({ state, from, rules, images }: PolicyPreview): string | undefined {
  if (state === 'new') return 'does not exist yet: nothing to expire'
  if (state === 'away') return 'is not there, and the manifest does not want it here: nothing to expire'
  if (images.length === 0) return 'is empty: nothing to expire'
  if (from === 'manifest' && rules.length === 0) return 'is to have no lifecycle policy: nothing expires'
  return from === 'none' ? 'has no lifecycle policy, and the manifest declares none: nothing expires' : undefined
}

/** Where there is no repository to tell anything of: why. */
export const NO_POLICY = 'The manifest declares no lifecycle policy: there is nothing to show.'
export const NO_POLICY_HINT = 'ecrsync preview NAME shows what the policy in force of a repository does.'

/** Images that go, those with well-known tags first; else in their order. */
export function goneOf({ images }: PolicyPreview): readonly Fate[] {
  const gone = images.filter(({ fate }) => fate !== 'keep')
  const isFirst = ({ tags }: Fate) => tags.some(isWellKnown)
  return [...gone.filter(isFirst), ...gone.filter(image => !isFirst(image))]
}

export const keptOf = ({ images }: PolicyPreview): readonly Fate[] => images.filter(({ fate }) => fate === 'keep')

/** What becomes of the images of several repositories together. */
export function totalOf(previews: readonly PolicyPreview[], fate: Fate['fate']): Amount {
  const amounts = previews.map(({ impact }) => impact[fate])
  return {
    images: amounts.reduce((sum, { images }) => sum + images, 0),
    bytes: amounts.reduce((sum, { bytes }) => sum + bytes, 0),
  }
}

/** What stands above it: `team/app in prod-eu` where there are several targets. */
export const titleOf = ({ target, repository }: Titled): string =>
  target === undefined ? repository : `${repository} in ${target}`

/** By which a link finds it in a page; with a capital begins no name of ECR, but what belongs to the page. */
export const idOf = ({ target, repository }: Titled): string =>
  encodeURI(target === undefined ? repository : `${target}:${repository}`)

export const minute = (time: string): string => time.slice(0, 16).replace('T', ' ')

const WHOSE = {
  manifest: 'declared policy',
  ECR: 'policy in force (not declared)',
  none: 'no lifecycle policy',
} as const satisfies Record<PolicyPreview['from'], string>

/** Whose policy it is, and what it comes to. */
export function countsText({ from, impact: { expire, archive, keep } }: PolicyPreview): string {
  const archived = archive.images === 0 ? [] : [`${amountText(archive)} archived`]
  return [WHOSE[from], `${amountText(expire)} expire`, ...archived, `${amountText(keep)} stay`].join(' · ')
}

/** That the numbers may be too high; nothing where they are exact. */
export const boundText = ({ impact: { isUpperBound, indexes } }: PolicyPreview): string | undefined =>
  isUpperBound
    ? `An upper bound: parts of ${counted(indexes, 'multi-arch image')} may be among what goes, or have been counted; ECR keeps them, and seems not to count them.`
    : undefined

/** What there is to show of one target. */
export interface Group {
  readonly target: Target | undefined
  readonly previews: readonly PolicyPreview[]
  readonly missing: readonly Missing[]
}

/** One where there is one target; of several, each with what is in it. */
export function groupsOf({ targets, previews, missing }: Previewed): readonly Group[] {
  const [first, second] = targets
  if (second === undefined && previews.every(({ target }) => target === undefined))
    return [{ target: first, previews, missing }]
  return targets.map(target => {
    const isThere = (one: Titled) => one.target === target.name
    return { target, previews: previews.filter(isThere), missing: missing.filter(isThere) }
  })
}
