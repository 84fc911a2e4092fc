import type { Reader } from '../src/aws/api.ts'
import { EcrsyncError } from '../src/errors.ts'
import { addressOf } from '../src/kinds/address.ts'
import { kindOf } from '../src/kinds/index.ts'
import type { Context } from '../src/kinds/kind.ts'
import type { Address, Declared, Fields, Found, Plan, Source, Wishes } from '../src/model.ts'
import { assemble, type Intent, partOf } from '../src/plan/assemble.ts'
import { isTombstone } from '../src/plan/plan.ts'
import { type Planning, planUnit } from '../src/plan/unit.ts'

export const ACCOUNT = '123456789012'
export const REGION = 'us-east-1'
export const TARGET = { name: 'default', account: ACCOUNT, region: REGION }
export const MANIFEST = { name: 'acme', digest: `sha256:${'0'.repeat(64)}`, fragments: 0 }
export const NOW = new Date('2026-01-31T12:00:00Z')
/** Of a manifest with `ownership: none`: what is created carries the tags that are declared, and no other. */
export const CONTEXT: Context = { accounts: new Map([['ci', '444455556666']]), region: REGION }

export const arnOf = (name: string): string => `arn:aws:ecr:${REGION}:${ACCOUNT}:repository/${name}`

/** A wish, given in the form that the kind takes it from the manifest; of a kind of which a repository has many, the first. */
export function declared(
  kind: string,
  repository: string,
  fields: Fields,
  { context = CONTEXT, line = 1 }: { readonly context?: Context; readonly line?: number } = {},
): Declared {
  const source: Source = { file: 'ecrsync.yaml', line, column: 1 }
  const { want: wantsOf, scope } = kindOf(kind)
  const wants = wantsOf(fields, { ...context, repositoryName: repository })
  const [name = repository, want = null] = [...wants][0] ?? []
  const sources = new Map([['', [source]], ...Object.keys(fields).map(field => [field, [source]] as const)])
  const wish = { address: addressOf(kind, name), kind, name, want, sources }
  return scope === 'registry' ? { ...wish, scope } : { ...wish, scope, repository }
}

export function tombstone(
  name: string,
  removed: { readonly maxImages?: number; readonly copiedTo?: string; readonly reason?: string } = {},
): Declared {
  const source: Source = { file: 'ecrsync.yaml', line: 9, column: 1 }
  const want = { removed: { maxImages: 0, ...removed } }
  const sources = new Map([['', [source]]])
  const address = addressOf('repository', name)
  return { address, kind: 'repository', name, scope: 'repository', repository: name, want, sources }
}

/** Wishes by repository, as a manifest gives them. */
export function wishesFrom(declared: readonly Declared[]): Wishes {
  const repositories = [...new Set(declared.flatMap(({ repository }) => repository ?? []))]
  return {
    of: name => declared.filter(({ repository }) => repository === name),
    registry: () => declared.filter(({ scope }) => scope === 'registry'),
    isDeclared: name => repositories.includes(name),
    repositories,
  }
}

export const intentFrom = (declared: readonly Declared[]): Intent => ({
  wishes: wishesFrom(declared),
  manifest: MANIFEST,
  accounts: new Map(),
  warnings: [],
  guards: {},
})

/** A registry without images and lifecycle policies, of which nothing else is asked. */
const EMPTY: Reader = {
  call: async action => {
    if (action === 'DescribeImages') return { imageDetails: [] } as never
    if (action !== 'GetLifecyclePolicy') throw new Error(`${action} was not expected`)
    throw new EcrsyncError('AWS_ERROR', 'There is none', { awsName: 'LifecyclePolicyNotFoundException' })
  },
}

/** In which nothing is in use, and all wishes are as they are. */
export const PLANNING: Planning = {
  target: TARGET.name,
  words: { account: id => (id === '444455556666' ? `ci (${id})` : id) },
  pin: async declared => declared,
  circumstances: { reader: EMPTY, moment: 'plan', now: NOW, inUse: new Map(), guards: {} },
  withImages: judging => judging(),
}

/** What a manifest wants and what a registry holds, said step by step; each step is a world of its own. */
export class World {
  readonly #wishes: readonly Declared[]
  readonly #live: ReadonlyMap<Address, Found>
  readonly #listed: readonly string[]

  constructor(
    wishes: readonly Declared[] = [],
    live: ReadonlyMap<Address, Found> = new Map(),
    listed: readonly string[] = [],
  ) {
    this.#wishes = wishes
    this.#live = live
    this.#listed = listed
  }

  /** Settings of one repository, each kind's in its own form. */
  wants(name: string, settings: Readonly<Record<string, Fields>> = { repository: {} }): World {
    const added = Object.entries(settings).map(([kind, fields]) => declared(kind, name, fields))
    return new World([...this.#wishes, ...added], this.#live, this.#listed)
  }

  removes(name: string, removed: { readonly maxImages?: number; readonly reason?: string } = {}): World {
    return new World([...this.#wishes, tombstone(name, removed)], this.#live, this.#listed)
  }

  /** A repository with ECR's defaults, but for what is said of it. */
  holds(name: string, repository: Fields = {}, documents: Readonly<Record<string, Fields>> = {}): World {
    const defaults = {
      repositoryArn: arnOf(name),
      imageTagMutability: 'MUTABLE',
      imageScanningConfiguration: { scanOnPush: false },
      encryptionConfiguration: { encryptionType: 'AES256' },
    }
    const live = new Map<Address, Found>([
      ...this.#live,
      [addressOf('repository', name), { ...defaults, ...repository }],
      ...Object.entries(documents).map(([kind, document]) => [addressOf(kind, name), document] as const),
    ])
    return new World(this.#wishes, live, [...this.#listed, name])
  }

  cannotRead(kind: string, name: string, error: EcrsyncError): World {
    return new World(this.#wishes, new Map([...this.#live, [addressOf(kind, name), error]]), this.#listed)
  }

  async plan(): Promise<Plan> {
    const intent = intentFrom(this.#wishes)
    const { wishes } = intent
    const found = ({ address }: Declared) => this.#live.get(address) ?? null
    const places = await Promise.all(
      wishes.repositories.map(async repository => {
        const declared = wishes.of(repository)
        const listed = { repositoryName: repository, repositoryArn: arnOf(repository) }
        const seen = { repository, found, ...(this.#listed.includes(repository) && { listed }) }
        const isManaged = !declared.some(({ want }) => want !== null && Object.hasOwn(want as object, 'removed'))
        return { repository, isManaged, ...(await planUnit(declared, seen, PLANNING)) }
      }),
    )
    const unmanagedNames = this.#listed.filter(name => !wishes.isDeclared(name)).toSorted()
    const read = this.#listed.length
    const managed = read - unmanagedNames.length
    const declared = wishes.repositories.length - this.#wishes.filter(wish => isTombstone(wish)).length
    const counts = { read, declared, managed, discovered: 0, unmanaged: unmanagedNames.length, unmanagedNames }
    const target = { ...TARGET, ...counts, inUse: [] }
    return assemble({ ...intent, version: '0.0.0' }, [partOf(intent, { units: places, unchanged: 0 }, target)])
  }
}

export const world = (): World => new World()
