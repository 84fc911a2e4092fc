import type { Claim } from '../../kinds/kind.ts'
import { matcher } from '../form/globs.ts'
import { type Adoption, adoptionsOf, globsOf, type Release, releasesOf } from '../form/sections.ts'
import type { Parsed, Place } from '../text/place.ts'
import { filledText, type Variables } from './interpolate.ts'

/** What the root says of whose repositories are, with its names filled in, for one target. */
export interface Claims {
  readonly adopt: readonly PlacedAdoption[]
  readonly released: readonly PlacedRelease[]
}

/** A glob stands by itself, or globs with what they are about. */
export type PlacedAdoption = Omit<Adoption, 'targets'> & { readonly place: Place }
export type PlacedRelease = Omit<Release, 'targets'> & { readonly place: Place }

export const claimsIn = (root: Parsed, variables: Variables): Claims => ({
  adopt: adoptionsOf(root).map(({ item: { targets: _, ...adoption }, place }) => ({
    ...adoption,
    ...(adoption.from !== undefined && { from: filledText(adoption.from, variables) }),
    place,
  })),
  released: releasesOf(root).map(({ item: { targets: _, ...release }, place }) => ({
    ...release,
    name: filledText(release.name, variables),
    place,
  })),
})

/** A claim on one repository, and where it is said, if it is. */
export interface PlacedClaim {
  readonly claim: Claim
  readonly place?: Place
}

/** What a repository is to the manifest: one that is to be there, one that is to go, or one that it names and no more. */
export type Standing = 'kept' | 'removed' | 'named'

/** What is claimed of each repository; what is released is not adopted. */
export function claiming(manifest: string, { adopt, released }: Claims) {
  const releases = new Map(released.map(release => [release.name, release]))
  const plain = plainOf(adopt)
  const takings = adopt.flatMap(({ from, match, place }) =>
    from === undefined ? [] : [{ from, place, matches: matcher(globsOf(match)) }],
  )
  return (name: string, standing: Standing): PlacedClaim => {
    const isLeaving = standing === 'kept' ? {} : { isLeaving: true as const }
    const release = releases.get(name)
    if (release) return { claim: { manifest, released: release.reason, ...isLeaving }, place: release.place }
    const taking = takings.filter(({ matches }) => matches(name))
    const adoption = standing === 'kept' ? plain.find(({ matches }) => matches(name)) : undefined
    const place = adoption?.place ?? taking[0]?.place
    return {
      claim: {
        manifest,
        ...(adoption && { isAdopted: true }),
        ...(taking.length > 0 && { from: taking.map(({ from }) => from) }),
        ...isLeaving,
      },
      ...(place && { place }),
    }
  }
}

/** Globs that stand by themselves are one list, whose exceptions hold for all of it; each entry with a `match` is a list of its own. */
function plainOf(adopt: readonly PlacedAdoption[]) {
  const own = adopt.filter(({ from, isAlone }) => from === undefined && isAlone)
  const globs = own.flatMap(({ match }) => match)
  const [first] = own
  return [
    ...(first ? [{ place: first.place, matches: matcher(globs) }] : []),
    ...adopt
      .filter(({ from, isAlone }) => from === undefined && !isAlone)
      .map(({ match, place }) => ({ place, matches: matcher(globsOf(match)) })),
  ]
}
