import { readFile, realpath, stat } from 'node:fs/promises'
import { resolve } from 'node:path'
import { glob } from 'tinyglobby'
import type { Files } from './files.ts'

export const diskFiles: Files = {
  read: path => readFile(path),
  realPath: path => realpath(path),
  isFile: path =>
    stat(path).then(
      found => found.isFile(),
      () => false,
    ),
  find: async (pattern, directory) => {
    const files = await glob(pattern, { cwd: directory, absolute: true, onlyFiles: true, expandDirectories: false })
    return files.map(file => resolve(file))
  },
}
