import { existsSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'

/** The root of the repository that a folder is in: that of the job, where the folder is in it, or where git has its own; else the folder. */
export function repositoryRoot(cwd: string, environment: Readonly<Record<string, string | undefined>>): string {
  const workspace = environment.GITHUB_WORKSPACE
  if (workspace && !relative(workspace, cwd).startsWith('..')) return workspace
  for (let folder = cwd; ; folder = dirname(folder)) {
    if (existsSync(join(folder, '.git'))) return folder
    if (folder === dirname(folder)) return cwd
  }
}
