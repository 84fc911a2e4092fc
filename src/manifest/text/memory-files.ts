import { join, relative, resolve } from 'node:path'
import picomatch from 'picomatch'
import type { Files } from './files.ts'
import { isOutside } from './folder.ts'

/** Files by their names below a folder; there are no links among them. */
export function memoryFiles(directory: string, texts: Readonly<Record<string, string | Uint8Array>>): Files {
  const files = new Map(Object.entries(texts).map(([name, text]) => [join(directory, name), Buffer.from(text)]))
  const isFolder = (path: string) => [...files.keys()].some(file => file !== path && !isOutside(path, file))
  return {
    read: async (path, most = Number.MAX_SAFE_INTEGER) =>
      files.get(path)?.subarray(0, most + 1) ?? fail(isFolder(path) ? 'EISDIR' : 'ENOENT', path),
    realPath: async path => (files.has(path) || isFolder(path) ? resolve(path) : fail('ENOENT', path)),
    isFile: async path => files.has(path),
    find: async (glob, folder) => {
      const isFound = picomatch(glob.replace(/^(\.\/)+/, ''))
      return [...files.keys()].filter(file => !isOutside(folder, file) && isFound(relative(folder, file)))
    },
  }
}

function fail(code: string, path: string): never {
  throw Object.assign(new Error(`${code}: ${path}`), { code })
}
