import type { SessionKeys } from './sts.ts'

/** Keys of an assumed role, taken anew before they expire, and shared by all who ask. */
export interface RoleSession {
  /** For a client in that region, where STS is asked then. */
  providerIn(region: string): (() => Promise<SessionKeys>) & { readonly memoized: true }
  /** Those in force; undefined before the first. */
  readonly held: SessionKeys | undefined
  /** Fresh ones; other than these, which AWS says have expired. */
  current(region: string, expired?: SessionKeys): Promise<SessionKeys>
}

/** As the SDK takes credentials anew: a call that is under way must not outlive them. */
const MARGIN_MS = 5 * 60 * 1000
/** Where the clock of this machine is wrong, that must not have the role assumed for each call. */
const AT_LEAST_MS = 60 * 1000

/** One attempt at a time: what fails in one region, where it may be switched off, is tried in the next that wants it. */
export function openRoleSession(
  assume: (region: string) => Promise<SessionKeys>,
  now: () => number = () => Date.now(),
): RoleSession {
  let held: SessionKeys | undefined
  let since = 0
  let last: Promise<unknown> = Promise.resolve()

  const lasts = (keys: SessionKeys): number => keys.expiration.getTime() - now()
  const isFresh = (keys: SessionKeys): boolean => lasts(keys) > MARGIN_MS || now() - since < AT_LEAST_MS

  const current = (region: string, expired?: SessionKeys): Promise<SessionKeys> => {
    const attempt = last.then(async () => {
      const good = held === expired ? undefined : held
      if (good !== undefined && isFresh(good)) return good
      try {
        held = await assume(region)
        since = now()
        return held
      } catch (error) {
        if (good !== undefined && lasts(good) > 0) return good
        throw error
      }
    })
    last = attempt.catch(() => undefined)
    return attempt
  }

  return {
    // The SDK leaves it to a provider that is marked so to remember what it answers.
    providerIn: region => Object.assign(() => current(region), { memoized: true as const }),
    get held() {
      return held
    },
    current,
  }
}
