import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { Script } from 'node:vm'
import type { CachePlace } from './cache-places.ts'
import { keepCode, keptCode } from './code-cache.ts'

/** Where code of earlier runs is read, and where this one keeps what they have not. */
export interface Caches {
  readonly readable: readonly CachePlace[]
  readonly writable: readonly CachePlace[]
}

interface Compiled {
  readonly text: Buffer
  readonly script: Script
}

/** As Node wraps a module of CommonJS. */
const HEAD = '(function (exports, require, module, __filename, __dirname) {'
const TAIL = '\n})'

/** `require` for the chunks of a bundle, which tells V8 what it has made of them before. */
export interface CompilingLoader {
  load(chunk: string): unknown
  /** Keeps what V8 has made in this run; the later, the more functions it knows. */
  keep(): void
}

export function compilingLoader(bundle: string, { readable, writable }: Caches): CompilingLoader {
  const modules = new Map<string, { exports: unknown }>()
  const lacking = new Map<string, Compiled>()
  const node = createRequire(join(bundle, 'start.cjs'))
  // Chunks name each other by their path, and else what Node has.
  const require = Object.assign((id: string) => (id.startsWith('./') ? load(id.slice(2)) : node(id)), node)

  function load(chunk: string): unknown {
    const known = modules.get(chunk)
    if (known) return known.exports
    const path = join(bundle, chunk)
    const text = readFileSync(path)
    const script = compiled(path, text, keptCode(readable, chunk, text))
    if (script.cachedDataRejected !== false) lacking.set(chunk, { text, script })
    const module = { exports: {} }
    modules.set(chunk, module)
    script.runInThisContext()(module.exports, require, module, path, dirname(path))
    return module.exports
  }

  return {
    load,
    keep() {
      if (writable.length === 0) return
      for (const [chunk, { text, script }] of lacking) keepCode(writable, chunk, text, script.createCachedData())
    },
  }
}

const compiled = (filename: string, text: Buffer, cachedData: Buffer | undefined): Script =>
  new Script(`${HEAD}${text}${TAIL}`, { filename, columnOffset: -HEAD.length, ...(cachedData && { cachedData }) })
