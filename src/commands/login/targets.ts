import { EcrsyncError } from '../../errors.ts'
import type { Emit } from '../../events.ts'
import type { RegistryFlags } from '../flags.ts'
import { openManifest } from '../open/manifest.ts'
import { onlyTarget, type TargetOpener, targetOpeners } from '../open/target.ts'
import { together } from '../open/together.ts'
import { type Login, loginAt } from './authorize.ts'

/** What says which registries of which manifest. */
export type TargetFlags = Pick<
  RegistryFlags,
  'file' | 'target' | 'allow-env' | 'allow-endpoint' | 'region' | 'profile' | 'endpoint-url'
>

/** The login of the one target that is chosen. @throws EcrsyncError INVALID_FLAG where there are several */
export async function loginOfTarget(flags: TargetFlags, emit: Emit, what: string): Promise<Login> {
  const { targets, close, logins } = await opened(flags, emit)
  try {
    onlyTarget(targets, what)
    const [login] = await Promise.all(logins.map(open => open()))
    return login as Login
  } finally {
    await close()
  }
}

/**
 * Logs in to one target after the other; what fails stops no other.
 *
 * @throws EcrsyncError which stands for all that failed
 */
export async function logInToTargets(
  flags: TargetFlags,
  emit: Emit,
  use: (login: Login) => Promise<void>,
): Promise<void> {
  const { close, logins } = await opened(flags, emit)
  const failures: EcrsyncError[] = []
  try {
    for (const open of logins)
      await open()
        .then(use)
        .catch((error: unknown) => {
          if (!(error instanceof EcrsyncError)) throw error
          failures.push(error)
        })
  } finally {
    await close()
  }
  const [first, ...others] = failures
  if (first !== undefined) throw together(first, others)
}

async function opened(flags: TargetFlags, emit: Emit) {
  const { targets } = await openManifest({ ...flags, local: false })
  const { openers, close } = await targetOpeners({ ...flags, local: false, concurrency: 1 }, targets, emit)
  return { targets, close, logins: openers.map(opener => () => loginTo(opener)) }
}

const loginTo = async (opener: TargetOpener): Promise<Login> => loginAt((await opener.open()).client)
