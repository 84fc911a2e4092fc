import { authorize } from '../access/authorization.ts'
import type { Caller } from '../access/caller.ts'
import type { Tokens } from '../access/tokens.ts'
import { repositoryUri } from '../registry-place.ts'
import type { Registry } from '../storage/registry.ts'
import type { Store } from '../storage/store.ts'
import { repositoriesIn } from './repositories-in.ts'
import type { Shape } from './shapes.ts'

/** What an operation works on. */
export interface Context {
  /** The operation's own name. */
  readonly operation: string
  readonly caller: Caller
  /** The registry that the call is about: the caller's own, unless it names another account's. */
  readonly registry: Registry
  readonly store: Store
  readonly now: Date
  /** The emulator's own address, for logins and what is downloaded. */
  readonly url: string
  /** Whether a repository's URI is at the emulator, and not where AWS would have it. */
  readonly hasLocalUris: boolean
  readonly tokens: Tokens
}

/** Checks an input, does the work, answers; or throws an AwsError, and then nothing has changed. */
export type Operation = (context: Context, input: unknown) => object

export const operation =
  <I>(input: Shape<I>, run: (context: Context, input: I) => object): Operation =>
  (context, given) => {
    const checked = input.read(given, '')
    return run(authorized(context, checked as Readonly<Record<string, unknown>>), checked)
  }

function authorized(context: Context, input: Readonly<Record<string, unknown>>): Context {
  const { caller, operation, store, now } = context
  const { registryId = caller.account } = input as { readonly registryId?: string }
  const registry = store.registry({ account: registryId, region: caller.region })
  const names = repositoriesIn(input)
  if (names.length === 0 && registryId !== caller.account) authorize({ caller, operation, registry, now })
  for (const repositoryName of names) authorize({ caller, operation, registry, repositoryName, now })
  return { ...context, registry }
}

/** At the emulator, the name alone is a repository of who logs in; another account's has a host of its own. */
export function uriOf({ registry, caller, url, hasLocalUris }: Context, repositoryName: string): string {
  if (!hasLocalUris) return repositoryUri(registry, repositoryName)
  const { host, port } = new URL(url)
  const { account, region } = registry
  return `${account === caller.account ? host : `${account}.dkr.ecr.${region}.localhost:${port}`}/${repositoryName}`
}

export const epochSeconds = (time: Date): number => time.getTime() / 1000
