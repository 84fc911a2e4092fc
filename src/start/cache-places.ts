import { existsSync, lstatSync, type Stats, statSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'

/** A folder for what V8 has made of the bundle, and whose files in it are to be trusted. */
export interface CachePlace {
  readonly folder: string
  readonly owner: number
}

/** What is asked of this process. */
export interface Machine {
  readonly env: NodeJS.ProcessEnv
  readonly platform: NodeJS.Platform
  /** 0 on Windows, where files have no such owner. */
  readonly uid: number
  readonly cwd: string
}

/**
 * Where code may be kept for the next run: where NODE_COMPILE_CACHE says, as Node takes it; else beside the bundle; else with
 * the user's other caches. Never in a folder for temporary files, where others could put code for us, nor in one of what is
 * worked on.
 */
export function cachePlaces(bundle: string, { env, platform, uid, cwd }: Machine): readonly CachePlace[] {
  if (env.NODE_DISABLE_COMPILE_CACHE) return []
  const ofUser = (folder: string) => (isAmidWork(folder, cwd) ? [] : [{ folder, owner: uid }])
  if (env.NODE_COMPILE_CACHE) return ofUser(resolve(cwd, env.NODE_COMPILE_CACHE))
  const caches = userCaches(env, platform)
  return [
    { folder: join(bundle, 'cache'), owner: statSync(bundle).uid },
    ...(caches === undefined ? [] : ofUser(join(caches, 'ecrsync'))),
  ]
}

/** Whether it is a folder in which nobody but its owner can put anything. */
export function isOnlyOf(owner: number, folder: string): boolean {
  try {
    const found = lstatSync(folder)
    return found.isDirectory() && isNobodyElses(found, owner)
  } catch {
    return false
  }
}

/** Whether nobody but its owner can write it. Windows says nothing about that. */
export const isNobodyElses = ({ uid, mode }: Pick<Stats, 'uid' | 'mode'>, owner: number): boolean =>
  process.platform === 'win32' || (uid === owner && (mode & WRITABLE_BY_OTHERS) === 0)

const WRITABLE_BY_OTHERS = 0o022

/** Below the working directory or in a checkout, files may come with a pull request, and are of whoever runs this. */
function isAmidWork(folder: string, cwd: string): boolean {
  for (let at = folder; dirname(at) !== at; at = dirname(at))
    if (at === cwd || existsSync(join(at, '.git'))) return true
  return false
}

/** Where this system has the caches of a user, who may have no home. */
function userCaches(env: NodeJS.ProcessEnv, platform: NodeJS.Platform): string | undefined {
  if (platform === 'win32') return env.LOCALAPPDATA
  if (env.XDG_CACHE_HOME?.startsWith('/')) return env.XDG_CACHE_HOME
  if (!env.HOME || !existsSync(env.HOME)) return undefined
  return join(env.HOME, ...(platform === 'darwin' ? ['Library', 'Caches'] : ['.cache']))
}
