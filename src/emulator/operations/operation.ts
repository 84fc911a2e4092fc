import { authorize } from '../access/authorization.ts'
import type { Caller } from '../access/caller.ts'
import type { Tokens } from '../access/tokens.ts'
import type { Leniency } from '../leniency.ts'
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
  readonly lenient: readonly Leniency[]
  /** Keys that a tag policy of the organization does not allow. */
  readonly forbiddenTags: readonly string[]
}

/** Checks an input, does the work, answers; or throws an AwsError, and then nothing has changed. */
export type Operation = (context: Context, input: unknown) => object

export const operation =
  <I>(input: Shape<I>, run: (context: Context, input: I) => object): Operation =>
  (context, given) => {
    const checked = input.read(given, '')
    return run(authorized(context, checked as Readonly<Record<string, unknown>>), checked)
  }

/** The same of another service, of which the policies of ECR say nothing. */
export const foreignOperation =
  <I>(input: Shape<I>, run: (context: Context, input: I) => object): Operation =>
  (context, given) =>
    run(context, input.read(given, ''))

function authorized(context: Context, input: Readonly<Record<string, unknown>>): Context {
  const { caller, operation, now } = context
  const { registryId = caller.account } = input as { readonly registryId?: string }
  const names = repositoriesIn(input)
  const registry = registryFor(context, registryId, names)
  const asked = {
    caller: isOpen(context) ? { ...caller, account: registry.account } : caller,
    operation,
    registry,
    now,
  }
  if (names.length === 0) authorize(asked)
  for (const repositoryName of names) authorize({ ...asked, repositoryName })
  return { ...context, registry }
}

/** Nobody is asked who he is, so everybody is the owner. */
const isOpen = ({ lenient }: Context): boolean => lenient.includes('login')

/** Where nobody is asked who he is, a repository that the registry named does not have is the caller's own. */
function registryFor(context: Context, account: string, names: readonly string[]): Registry {
  const { caller, store } = context
  const [own, named] = [store.registry(caller), store.registry({ account, region: caller.region })]
  const isOwn = isOpen(context) && names.length > 0 && names.every(name => own.has(name) && !named.has(name))
  return isOwn ? own : named
}

/** At the emulator, the name alone is a repository of who logs in; another account's has a host of its own. */
export function uriOf({ registry, caller, url, hasLocalUris }: Context, repositoryName: string): string {
  if (!hasLocalUris) return repositoryUri(registry, repositoryName)
  const { host, port } = new URL(url)
  const { account, region } = registry
  return `${account === caller.account ? host : `${account}.dkr.ecr.${region}.localhost:${port}`}/${repositoryName}`
}

export const epochSeconds = (time: Date): number => time.getTime() / 1000
