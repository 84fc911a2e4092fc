import prettyBytes from 'pretty-bytes'
import type { Amount, ConsentKey, Plan, PlanRefusal } from './model.ts'
import { begun, missedFirst, withoutLogins } from './names.ts'

/** `10 images (3.1 GiB)` */
export const amountText = ({ images, bytes }: Amount): string =>
  `${imagesText(images)}${bytes > 0 ? ` (${prettyBytes(bytes, { binary: true })})` : ''}`

/** `1 image`, `2 images`, `2 repositories` */
export const counted = (count: number, one: string, many = `${one}s`): string => `${count} ${count === 1 ? one : many}`

/** `1,200`, without what formats numbers of all languages: that takes longer to load than a manifest to check. */
export const withCommas = (count: number): string => String(count).replace(/\B(?=(?:\d{3})+$)/g, ',')

export const imagesText = (count: number): string => counted(count, 'image')

/** `prod-eu, prod-us and 4 more` */
export function someOf(names: readonly string[], most = 2): string {
  const more = names.length - most
  // One more takes no less room by its number.
  return more > 1 ? `${names.slice(0, most).join(', ')} and ${more} more` : names.join(', ')
}

/** `latest, v2 and 3 more tags`, those that are missed first before the others. */
export function tagsText(tags: readonly string[], isAll = true, most = 5): string {
  const shown = missedFirst(tags).slice(0, most)
  const more = tags.length - shown.length
  return `${shown.join(', ')}${more > 0 ? ` and ${isAll ? '' : 'more than '}${more} more ${more === 1 ? 'tag' : 'tags'}` : ''}`
}

/** A sentence within another one. */
export const lowered = (text: string): string => `${text.charAt(0).toLowerCase()}${text.slice(1)}`

/** Whatever stands there as a text: in a document of others it may be an object that JavaScript itself can make no text of. */
export const saidText = (value: unknown): string =>
  typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value)

/** A moment as JSON has it; nothing where ECR tells one that no calendar has. */
export const isoOf = (moment: Date | undefined): string | undefined =>
  moment === undefined || Number.isNaN(moment.getTime()) ? undefined : moment.toISOString()

/** The endpoint of a target that is the ECR in this process. */
export const EMBEDDED = 'embedded'

/** Where a registry is, after what is said of it; empty where that is AWS's own place. */
export function placeText(endpoint: string | undefined): string {
  if (endpoint === undefined) return ''
  return endpoint === EMBEDDED ? ' in the embedded ECR' : ` at ${endpoint}`
}

/** `, shard 2 of 8, only payments/**`, after the place; empty for the whole. */
export const partText = ({ shard, only = [] }: Pick<Plan, 'shard' | 'only'>): string =>
  [
    ...(shard ? [`, shard ${shard.index} of ${shard.count}`] : []),
    ...(only.length > 0 ? [`, only ${someOf(only.map(clipped))}`] : []),
  ].join('')

interface Registry {
  readonly account: string
  readonly region: string
  readonly endpoint?: string | undefined
}

/** `111122223333, eu-west-1 at http://127.0.0.1:4510`; the account is empty where nobody may ask for it. */
export const registryText = ({ account, region, endpoint }: Registry): string =>
  `${[account, region].filter(Boolean).join(', ')}${placeText(endpoint)}`

/** The same for whoever is about to write there: what is not known is said. */
export const registryInWords = ({ account, ...place }: Registry): string =>
  registryText({ ...place, account: account === '' ? 'an account that could not be read' : `account ${account}` })

/** For whoever reads the last lines alone: a sentence, where an endpoint is configured. */
export const calledText = (endpoint: string | undefined, of = ''): readonly string[] =>
  endpoint === undefined ? [] : [`Calls${of} went to ${endpoint === EMBEDDED ? 'the embedded ECR' : endpoint}.`]

/** A text from outside as a message quotes it: what is cut off could be the @ that shows a password to be one. */
export function clipped(text: string): string {
  // Of another type than it should be, it is a finding that quotes it.
  const shown = withoutLogins(String(text))
  return shown.length > 80 ? `${begun(shown, 80)}…` : shown
}

/** `--allow delete=12 --allow exposure=3`: what lets all of these pass, each with the largest count that is asked for. */
export function allowText(refused: readonly PlanRefusal[]): string {
  const counts = new Map<ConsentKey, number>()
  for (const { allow } of refused)
    if (allow) counts.set(allow.guard, Math.max(allow.count, counts.get(allow.guard) ?? 0))
  return [...counts].map(([guard, count]) => `--allow ${guard}=${count}`).join(' ')
}

const UNITS = [
  [24 * 60 * 60, 'day'],
  [60 * 60, 'hour'],
  [60, 'minute'],
] as const

/** `2 days`, `36 hours`, `90 seconds`: in the largest unit of which there are two, or exactly one. */
export function durationText(seconds: number): string {
  const [size, name] = UNITS.find(([size]) => seconds >= 2 * size || seconds === size) ?? [1, 'second']
  return counted(Math.round(seconds / size), name)
}
