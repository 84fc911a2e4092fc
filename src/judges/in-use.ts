import { isLoopback } from '../aws/reach.ts'
import type { InUse, Target } from '../model.ts'
import { DIGEST, registrySaidBy } from '../names.ts'
import type { UsedList } from './in-use/list.ts'
import type { Used } from './in-use/reference.ts'

/** The registry that a list is asked about. */
export interface Here extends Pick<Target, 'account' | 'region'> {
  /** Of an endpoint that is not AWS's own, with its port. */
  readonly host?: string | undefined
}

/**
 * What a list protects in a registry. A digest is an image's content: it protects the image in any repository here, whoever
 * the list says to hold it. A name is that of a repository here where it has no host, or a host of this registry.
 */
export const inUseOf = ({ used }: UsedList, here: Here): readonly InUse[] => used.flatMap(one => usedIn(one, here))

function usedIn(used: Used, here: Here): readonly InUse[] {
  const { source } = used
  if (used.by === 'digest') return [{ digest: used.digest, source }]
  // What could not be looked up has been refused before.
  if (used.by === 'id') return []
  const { repositoryName, tag = 'latest', digest } = used
  const name = isHere(used, here) ? { repositoryName } : {}
  // What a digest says already.
  if (digest !== undefined) return DIGEST.test(digest) ? [{ ...name, digest, source }] : []
  // No tag is what docker takes for `latest`.
  return isHere(used, here) ? [{ repositoryName, tag, source }] : []
}

function isHere(used: Extract<Used, { readonly by: 'name' | 'arn' }>, { account, region, host }: Here): boolean {
  if (used.by === 'arn') return used.account === account && used.region === region
  if (used.host === undefined) return true
  const hostname = used.host.replace(/:\d+$/, '')
  // On this machine, an emulator.
  if (isLoopback({ hostname }) || used.host.replace(/:443$/, '') === host) return true
  const registry = registrySaidBy(hostname)
  return registry !== undefined && registry.account === account && registry.region === region
}
