import fc from 'fast-check'
import type { HeldRegistry, HeldRepository } from '../../../src/importing/held.ts'
import { KINDS } from '../../../src/kinds/index.ts'
import type { Kind } from '../../../src/kinds/kind.ts'
import type { Fields } from '../../../src/model.ts'
import { SPECS_OF } from '../../kinds/specs.ts'
import { ACCOUNT, CONTEXT, REGION } from '../../world.ts'

/** Registries in which families of repositories have much in common, as people leave them. */

export interface Place {
  readonly target?: string
  readonly account: string
  readonly region: string
}

/** Account id → name. */
export const ACCOUNTS = new Map([...CONTEXT.accounts].map(([name, id]) => [String(id), name] as const))

const accounts = [ACCOUNT, '555566667777'] as const
const regions = [REGION, 'eu-north-1'] as const

const ALONE: readonly Place[] = [{ account: ACCOUNT, region: REGION }]
/** Two accounts in two regions. */
export const FLEET: readonly Place[] = accounts.flatMap((account, index) =>
  regions.map(region => ({ target: `${index === 0 ? 'prod' : 'dev'}/${region}`, account, region })),
)

const name = fc.oneof(
  {
    weight: 12,
    arbitrary: path(['pay', 'web', 'a-b', 'no', '1e3'], ['api', 'a-api', 'b-api', 'worker', '12-30', 'x/api']),
  },
  {
    weight: 2,
    arbitrary: fc.constantFrom('no', 'on', '1e3', '2024-01-01', '0o7', '1_000', 'tags', 'lifecyclepolicy', 'web-x'),
  },
)

function path(first: readonly string[], second: readonly string[]): fc.Arbitrary<string> {
  return fc.tuple(fc.constantFrom(...first), fc.constantFrom(...second)).map(parts => parts.join('/'))
}

/** What a repository, or a registry, states, where it is: ids and regions are its own. */
type Stated = (place: Place) => Fields

const stating = (scope: Kind['scope']) => KINDS.filter(kind => kind.scope === scope && kind.states !== undefined)

/** What a kind states of one of its things; of one in three, nothing is there. */
function statedOf(kind: Kind): fc.Arbitrary<Stated> {
  const [name, specs] = SPECS_OF[kind.key] as NonNullable<(typeof SPECS_OF)[string]>
  // No manifest has such a key.
  const texts = specs.map(spec => JSON.stringify(spec)).filter(text => !text.includes('"__proto__":'))
  return texts.map(text => {
    return ({ account, region }) => {
      const there = JSON.parse(text.replaceAll(ACCOUNT, account).replaceAll(REGION, region)) as Fields
      return kind.states?.(name, kind.canonical(there), { account, region, accounts: ACCOUNTS }) ?? {}
    }
  })
}

const NOTHING: Stated = () => ({})

/** Something is there that no manifest may say, or that could not be read. */
const unsayable =
  ({ manifest }: Kind): Stated =>
  () => ({ [UNSAID]: Object.keys(manifest) })

const UNSAID = Symbol()

/** For each kind a few that many may have. */
const pools: fc.Arbitrary<readonly (readonly Stated[])[]> = fc.tuple(
  ...stating('repository').map(kind =>
    fc
      .array(statedOf(kind), { minLength: 2, maxLength: 3 })
      .map(all => [...all, unsayable(kind), ...(kind.documents ? [NOTHING] : [])]),
  ),
)

/** Of each pool, an index. */
type Choice = readonly number[]

const choice: fc.Arbitrary<Choice> = fc.array(fc.nat(11), { minLength: 4, maxLength: 4 })

interface Member {
  readonly name: string
  /** Left out: as its family. */
  readonly own: Choice | undefined
  /** The places in which it is something else, and those in which it is not. */
  readonly elsewhere: readonly boolean[]
  readonly absent: readonly boolean[]
}

const rarely = (one: number) => fc.nat(one - 1).map(chosen => chosen === 0)

const member: fc.Arbitrary<Member> = fc.record({
  name,
  own: fc.option(choice, { nil: undefined, freq: 3 }),
  elsewhere: fc.array(rarely(12), { minLength: 4, maxLength: 4 }),
  absent: fc.array(rarely(8), { minLength: 4, maxLength: 4 }),
})

const settings: fc.Arbitrary<readonly (readonly [Stated, readonly boolean[]])[]> = fc.tuple(
  ...stating('registry').map(kind => fc.tuple(statedOf(kind), fc.array(fc.boolean(), { minLength: 4, maxLength: 4 }))),
)

/** Registries at these places. */
export const registriesAt = (places: readonly Place[]): fc.Arbitrary<readonly HeldRegistry[]> =>
  fc
    .record({
      pools,
      families: fc.array(choice, { minLength: 3, maxLength: 3 }),
      members: fc.uniqueArray(member, { selector: one => one.name, maxLength: 24 }),
      settings,
    })
    .map(({ pools, families, members, settings }) =>
      places.map((place, index) => ({
        ...place,
        repositories: members
          .filter(({ absent }) => places.length === 1 || absent[index] !== true)
          .map(one => repositoryOf(one, index, { pools, families, place }))
          .sort((a, b) => (a.name < b.name ? -1 : 1)),
        registry: Object.assign({}, ...settings.map(([stated, has]) => (has[index] ? stated(place) : {}))),
      })),
    )

interface World {
  readonly pools: readonly (readonly Stated[])[]
  readonly families: readonly Choice[]
  readonly place: Place
}

function repositoryOf(
  { name, own, elsewhere }: Member,
  index: number,
  { pools, families, place }: World,
): HeldRepository {
  const family = families[name.charCodeAt(0) % families.length] as Choice
  const chosen = (elsewhere[index] ? families[0] : own) ?? family
  const states = pools.map((pool, kind) => (pool[(chosen[kind] as number) % pool.length] as Stated)(place))
  const unsaid = states.flatMap(one => (one as { readonly [UNSAID]?: readonly string[] })[UNSAID] ?? [])
  return { name, states: Object.fromEntries(states.flatMap(one => Object.entries(one))), unsaid }
}

/** One registry, or four. */
export const registries = fc.constantFrom(ALONE, FLEET).chain(registriesAt)
