import { posix, relative, resolve, sep } from 'node:path'

/** Where a run stands: its working directory, and the root of the repository that it is in. */
export interface Standing {
  readonly cwd: string
  readonly root: string
}

/** A file as it is called from the root of the repository. */
export const fromRoot = (file: string, { cwd, root }: Standing): string =>
  relative(root, resolve(cwd, file)).split(sep).join(posix.sep)
