import type { Desired } from '../../model.ts'
import type { ResolvedManifest } from './resolve.ts'
import { wishesOf } from './wishes.ts'

/** Every wish of a resolved manifest, by address. */
export function desiredOf(resolved: ResolvedManifest): Desired {
  const wishes = wishesOf(resolved)
  return new Map(wishes.repositories.flatMap(wishes.of).map(declared => [declared.address, declared]))
}
