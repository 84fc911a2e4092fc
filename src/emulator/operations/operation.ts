import { AwsError } from '../errors.ts'
import type { Registry } from '../registry.ts'
import type { Shape } from '../shapes.ts'

/** What an operation works on. */
export interface Context {
  readonly registry: Registry
  readonly now: Date
  /** The emulator's own address, for what is downloaded. */
  readonly url: string
}

/** Checks an input, does the work, answers; or throws an AwsError, and then nothing has changed. */
export type Operation = (context: Context, input: unknown) => object

export const operation =
  <I>(input: Shape<I>, run: (context: Context, input: I) => object): Operation =>
  (context, given) => {
    const checked = input.read(given, '')
    refuseOtherAccounts(context, checked)
    return run(context, checked)
  }

/** Until policies are evaluated across accounts, nobody has been let into another account's registry. */
function refuseOtherAccounts({ registry }: Context, input: unknown): void {
  const { registryId } = input as { readonly registryId?: string }
  if (registryId === undefined || registryId === registry.account) return
  throw new AwsError(
    'AccessDeniedException',
    `Account ${registry.account} has no access to the registry with id '${registryId}': no resource-based policy allows it`,
  )
}

export const epochSeconds = (time: Date): number => time.getTime() / 1000
