import { mkdirSync } from 'node:fs'
import nodeModule, { createRequire } from 'node:module'
import { join } from 'node:path'
import zlib from 'node:zlib'
import { type CachePlace, cachePlaces, isOnlyOf } from './cache-places.ts'
import { type Caches, compilingLoader } from './compiling-loader.ts'

/** Loads a chunk of the bundle by its name. */
export type Load = (chunk: string) => unknown

/** Since Node 22.8; answers with a status. */
type EnableCompileCache = (folder: string) => { readonly status: number }
const FAILED = 0

const { enableCompileCache } = nodeModule as { readonly enableCompileCache?: EnableCompileCache }

/** Loads chunks of the bundle with the code that V8 has made of them before: by Node where it can keep that, else by ourselves. */
export function bundleLoader(bundle: string): Load {
  const machine = { env: process.env, platform: process.platform, uid: process.getuid?.() ?? 0, cwd: workingFolder() }
  const readable = cachePlaces(bundle, machine)
  const writable = readable.filter(({ owner }) => owner === machine.uid)
  if (enableCompileCache) enableIn(writable, enableCompileCache)
  // Node 22.0 and 22.1 have neither this nor that.
  else if (typeof zlib.crc32 === 'function' && readable.length > 0) return keptAtExit(bundle, { readable, writable })
  const require = createRequire(join(bundle, 'start.cjs'))
  return chunk => require(join(bundle, chunk))
}

/** There is none where it has been removed. */
function workingFolder(): string {
  try {
    return process.cwd()
  } catch {
    return '/'
  }
}

function keptAtExit(bundle: string, caches: Caches): Load {
  const { load, keep } = compilingLoader(bundle, caches)
  process.once('exit', keep)
  return load
}

const enableIn = (places: readonly CachePlace[], enable: EnableCompileCache): boolean =>
  places.some(place => isReady(place) && enable(place.folder).status !== FAILED)

/** Node asks nobody whose the files are: root with the home of somebody else would do what these say. */
function isReady({ folder, owner }: CachePlace): boolean {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o755 })
    return isOnlyOf(owner, folder)
  } catch {
    return false
  }
}
