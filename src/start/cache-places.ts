import { existsSync, statSync } from 'node:fs'
import { join } from 'node:path'

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
}

/**
 * Where code may be kept for the next run: where NODE_COMPILE_CACHE says, as Node takes it; else beside the bundle; else with
 * the user's other caches. Never in a folder for temporary files, where others could put code for us.
 */
export function cachePlaces(bundle: string, { env, platform, uid }: Machine): readonly CachePlace[] {
  if (env.NODE_DISABLE_COMPILE_CACHE) return []
  if (env.NODE_COMPILE_CACHE) return [{ folder: env.NODE_COMPILE_CACHE, owner: uid }]
  const caches = userCaches(env, platform)
  return [
    { folder: join(bundle, 'cache'), owner: statSync(bundle).uid },
    ...(caches === undefined ? [] : [{ folder: join(caches, 'ecrsync'), owner: uid }]),
  ]
}

/** Where this system has the caches of a user, who may have no home. */
function userCaches(env: NodeJS.ProcessEnv, platform: NodeJS.Platform): string | undefined {
  if (platform === 'win32') return env.LOCALAPPDATA
  if (env.XDG_CACHE_HOME?.startsWith('/')) return env.XDG_CACHE_HOME
  if (!env.HOME || !existsSync(env.HOME)) return undefined
  return join(env.HOME, ...(platform === 'darwin' ? ['Library', 'Caches'] : ['.cache']))
}
