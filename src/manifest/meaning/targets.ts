import type { Context, Path } from '../../kinds/kind.ts'
import { hasPlaceholder } from '../../kinds/placeholder.ts'
import type { DeclaredTarget } from '../../model.ts'
import { endpointIn, isAccount } from '../../names.ts'
import { didYouMean } from '../../nearest.ts'
import { clipped, withCommas } from '../../words.ts'
import { TARGETS } from '../form/facets.ts'
import { checkGlob, isException, matcher } from '../form/globs.ts'
import { rootOf, type TargetEntry } from '../form/sections.ts'
import type { Finding, Findings } from '../text/findings.ts'
import { below, type Parsed, type Place, sourceOf } from '../text/place.ts'
import { filledText } from './interpolate.ts'
import { checkEntry, checkTarget, isTargetName } from './target-fields.ts'
import { checkTogether } from './target-pairs.ts'
import { type Surroundings, variablesOf } from './variables.ts'

/** The name of the one target of a manifest without targets. */
export const DEFAULT_TARGET = 'default'

/** What the fields of a target are filled in from. */
export interface TargetValues extends Values, Pick<Surroundings, 'mayAsk'> {
  /** The same with what comes from the environment marked. */
  readonly told: Values
}

interface Values {
  readonly environment: ReadonlyMap<string, string>
  readonly accounts: Context['accounts']
}

/** A target, and the places that it comes from. */
export interface PlacedTarget {
  readonly target: DeclaredTarget
  /** The entry that declares it. */
  readonly place: Place
  /** The item of a list that is its account, and that of its region; the entry where there is no list. */
  readonly accountAt: Place
  readonly regionAt: Place
}

/** All targets of a manifest in its order, those of lists included; without `targets` the one that the environment says. */
export function targetsOf(root: Parsed, values: TargetValues, findings: Findings): readonly DeclaredTarget[] {
  const { targets } = rootOf(root)
  if (targets === undefined) return [{ name: DEFAULT_TARGET, labels: {} }]
  const place = { parsed: root, path: [TARGETS] }
  if (Object.keys(targets).length === 0) findings.at(place, NO_TARGETS)
  const room = { left: MOST_TARGETS }
  const placed = Object.entries(targets).flatMap(([name, entry]) =>
    entry ? targetsOfEntry({ name, entry, place: below(place, [name]), room }, values, findings) : [],
  )
  checkTogether(placed, findings)
  return placed.map(({ target }) => target)
}

const NO_TARGETS: Finding = {
  code: 'NO_TARGETS',
  summary: 'There is no target',
  detail: 'A run without a target would do nothing, and say that all is well.',
  hint: 'Remove the key for the one registry of the environment, or write for example targets: { prod: { region: eu-west-1 } }.',
}

/** One entry under `targets`. */
interface Entry {
  readonly name: string
  readonly entry: TargetEntry
  readonly place: Place
  /** For targets, in all entries together. Once there is none, nothing more is made of the others. */
  readonly room: { left: number }
}

/** A hundred times what the largest organizations have in one manifest. */
const MOST_TARGETS = 10_000

const tooMany = (
  name: string,
  count: number,
  { accounts, regions }: Record<'accounts' | 'regions', number>,
): Finding => ({
  code: 'TOO_MANY_TARGETS',
  summary: `There are more than ${withCommas(MOST_TARGETS)} targets`,
  detail: `${clipped(name)} stands for ${withCommas(count)}, ${withCommas(accounts)} accounts in ${withCommas(regions)} regions: no machine could hold a run of them.`,
  hint: 'Shorten its lists, or split the manifest.',
})

function targetsOfEntry(from: Entry, values: TargetValues, findings: Findings): readonly PlacedTarget[] {
  const { name, entry, place, room } = from
  for (const { path, finding } of checkEntry(name, entry)) findings.at(below(place, path), finding)
  const isNamed = isTargetName(name)
  if (room.left < 0) return []
  const [accounts, regions] = [accountsOf(from, values.accounts, findings), regionsOf(entry)]
  const count = accounts.length * regions.length
  room.left -= count
  if (room.left < 0) {
    findings.at(place, tooMany(name, count, { accounts: accounts.length, regions: regions.length }))
    return []
  }
  const all = accounts.flatMap(account => regions.map(region => combined(from, account, region, values)))
  const excluded = exclusionOf(from, all, findings)
  const targets = all.filter(({ target }) => !excluded(target.name))
  const faulty = new Set<string>()
  for (const { target } of targets)
    for (const { path, finding } of checkTarget(target, entry, { ...values, isNamed })) {
      const key = JSON.stringify([path, finding.code])
      if (!faulty.has(key)) findings.at(below(place, path), finding)
      faulty.add(key)
    }
  return targets
}

/** A member of a list, by what it adds to the name. */
interface Member {
  readonly value?: string
  readonly segment?: string
  readonly path: Path
}

const regionsOf = ({ region, regions }: TargetEntry): readonly Member[] => {
  if (regions) return regions.map((value, index) => ({ value, segment: value, path: ['regions', index] }))
  return [{ ...(region !== undefined && { value: region }), path: [] }]
}

function accountsOf(
  { entry: { account, accounts }, place }: Entry,
  known: Context['accounts'],
  findings: Findings,
): readonly Member[] {
  if (accounts === undefined && account === undefined) return [{ path: [] }]
  const isList = accounts !== undefined
  return (accounts ?? [account ?? '']).flatMap((text, index) => {
    const path = isList ? ['accounts', index] : ['account']
    const ids = isAccount(text) ? text : known.get(text)
    if (ids === undefined) findings.at(below(place, path), unknownAccount(text, known))
    const at = isList ? path : []
    if (typeof ids === 'string') return [{ value: ids, ...(isList && { segment: text }), path: at }]
    return (ids ?? []).map(id => ({ value: id, segment: id, path: at }))
  })
}

const unknownAccount = (name: string, known: Context['accounts']): Finding => ({
  code: 'UNKNOWN_ACCOUNT',
  summary: `Unknown account "${clipped(name)}"`,
  detail: 'It is neither an account id, which has 12 digits, nor a name under accounts.',
  hint: hasPlaceholder(name)
    ? 'Give it a name under accounts, where the environment is filled in, and write that name here.'
    : (meantId(name) ?? didYouMean(name, known.keys())),
})

/** The console of AWS shows an id in groups. */
function meantId(text: string): string | undefined {
  const id = text.replaceAll(/[- ]/g, '')
  return id !== text && isAccount(id) ? `Write "${id}".` : undefined
}

/** The fields in which variables are filled in. */
export const FILLED = ['role', 'externalId', 'sessionName', 'profile', 'endpoint'] as const

function combined({ name, entry, place }: Entry, account: Member, region: Member, values: TargetValues): PlacedTarget {
  const own = {
    name: [name, account.segment, region.segment].filter(segment => segment !== undefined).join('/'),
    ...(account.value !== undefined && isAccount(account.value) && { account: account.value }),
    ...(region.value !== undefined && { region: region.value }),
    labels: entry.labels ?? {},
  }
  const variables = variablesOf({ ...values, target: own })
  const filled = FILLED.flatMap(field => {
    const text = entry[field]
    return text === undefined ? [] : [[field, usual(field, filledText(text, variables))] as const]
  })
  return {
    target: { ...own, ...Object.fromEntries(filled), source: sourceOf(place) },
    place,
    accountAt: below(place, account.path),
    regionAt: below(place, region.path),
  }
}

/** An endpoint in its usual form. */
function usual(field: (typeof FILLED)[number], text: string): string {
  const read = field === 'endpoint' ? endpointIn(text) : undefined
  return read && 'url' in read ? read.url : text
}

/** What `exclude` leaves out. A glob that leaves out nothing would let a run reach what it was to be kept from. */
function exclusionOf(
  { entry: { exclude = [] }, place }: Entry,
  all: readonly PlacedTarget[],
  findings: Findings,
): (name: string) => boolean {
  const names = all.map(({ target }) => target.name)
  const globs = exclude.filter(glob => checkGlob(glob) === undefined)
  for (const [index, glob] of exclude.entries())
    if (globs.includes(glob) && !names.some(matcher([isException(glob) ? glob.slice(1) : glob])))
      findings.at(below(place, ['exclude', index]), excludesNothing(glob, names))
  const isExcluded = globs.length === 0 ? () => false : matcher(globs)
  if (names.length > 0 && names.every(isExcluded)) findings.at(below(place, ['exclude']), ALL_EXCLUDED)
  return isExcluded
}

const excludesNothing = (glob: string, names: readonly string[]): Finding => ({
  code: 'UNKNOWN_TARGET',
  summary: `"${clipped(glob)}" excludes nothing`,
  detail: 'What it was to keep away from would be managed.',
  hint: didYouMean(glob, names),
})

const ALL_EXCLUDED: Finding = {
  code: 'NO_TARGETS',
  summary: 'All targets of this entry are excluded',
  detail: 'Nothing would be done for it.',
  hint: 'Mend the globs, or remove the entry.',
}
