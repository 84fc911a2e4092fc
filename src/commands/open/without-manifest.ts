import { EcrsyncError } from '../../errors.ts'
import { MANIFEST_FILE } from '../../names.ts'
import type { RegistryFlags } from '../flags.ts'

/**
 * Without a manifest, the registry of the environment is what a command is about.
 *
 * @param done what is done with it: `imported`
 * @throws EcrsyncError INVALID_FLAG
 */
export function refuseTarget({ target, file }: Pick<RegistryFlags, 'target' | 'file'>, done: string): void {
  if (target === undefined) return
  throw new EcrsyncError('INVALID_FLAG', `--target is said, and there is no ${file}`, {
    detail: `Targets are those of a manifest; without one, the registry of the environment is ${done}.`,
    hint: 'Leave --target out, or write a manifest with targets and name it with --file.',
  })
}

/** There is no manifest, and nobody has named one: a name that is mistyped must not be about the registry of the environment. */
export const isWithoutManifest = (error: unknown, { file }: Pick<RegistryFlags, 'file'>): boolean =>
  error instanceof EcrsyncError && error.code === 'MANIFEST_NOT_FOUND' && file === MANIFEST_FILE
