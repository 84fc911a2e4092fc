import type { EcrsyncError } from '../src/errors.ts'
import { addressOf } from '../src/kinds/address.ts'
import { kindOf } from '../src/kinds/index.ts'
import type { Context } from '../src/kinds/kind.ts'
import type { Address, Declared, Fields, Live, Plan, Source } from '../src/model.ts'
import { planOf } from '../src/plan/plan.ts'

export const ACCOUNT = '123456789012'
export const REGION = 'us-east-1'
export const TARGET = { name: 'default', account: ACCOUNT, region: REGION }
export const MANIFEST = { name: 'acme', digest: 'sha256:0', accounts: new Map<string, string>() }
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
  const wants = kindOf(kind).want(fields, { ...context, repositoryName: repository })
  const [name = repository, want = null] = [...wants][0] ?? []
  const sources = new Map([['', [source]], ...Object.keys(fields).map(field => [field, [source]] as const)])
  return { address: addressOf(kind, name), kind, name, repository, want, sources }
}

export function tombstone(name: string, removed: { readonly maxImages?: number; readonly reason?: string } = {}) {
  const source: Source = { file: 'ecrsync.yaml', line: 9, column: 1 }
  const want = { removed: { maxImages: 0, ...removed } }
  const sources = new Map([['', [source]]])
  return { address: addressOf('repository', name), kind: 'repository', name, repository: name, want, sources }
}

type Reading = Exclude<ReturnType<Live['get']>, undefined>

/** What a manifest wants and what a registry holds, said step by step; each step is a world of its own. */
export class World {
  readonly #wishes: readonly Declared[]
  readonly #live: ReadonlyMap<Address, Reading>
  readonly #listed: readonly string[]

  constructor(
    wishes: readonly Declared[] = [],
    live: ReadonlyMap<Address, Reading> = new Map(),
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
    const live = new Map<Address, Reading>([
      ...this.#live,
      [addressOf('repository', name), { ...defaults, ...repository }],
      ...Object.entries(documents).map(([kind, document]) => [addressOf(kind, name), document] as const),
    ])
    return new World(this.#wishes, live, [...this.#listed, name])
  }

  cannotRead(kind: string, name: string, error: EcrsyncError): World {
    return new World(this.#wishes, new Map([...this.#live, [addressOf(kind, name), error]]), this.#listed)
  }

  get desired(): ReadonlyMap<Address, Declared> {
    return new Map(this.#wishes.map(wish => [wish.address, wish]))
  }

  get live(): Live {
    return new Map(this.#wishes.map(({ address }) => [address, this.#live.get(address) ?? null]))
  }

  plan(): Plan {
    const names = new Set(this.#wishes.map(({ name }) => name))
    const wishes = { desired: this.desired, manifest: MANIFEST, names, warnings: [], guards: {} }
    return planOf(wishes, { live: this.live, listed: this.#listed, account: ACCOUNT }, TARGET)
  }
}

export const world = (): World => new World()
