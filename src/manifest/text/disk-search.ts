import { type Dirent, readdir, realpath } from 'node:fs'
import { realpath as realPathOf } from 'node:fs/promises'
import { resolve } from 'node:path'
import { glob } from 'tinyglobby'
import { isOutside } from './folder.ts'

/** Links between folders can make a few of them look like very many. */
const MOST_FOLDERS = 100_000

/** Does not enter what lies outside, such as a link to `/`: only names where it met that. */
export async function find(pattern: string, directory: string): Promise<readonly string[]> {
  const inside = await realPathOf(directory)
  const outside: string[] = []
  const links = new Map<string, string>()
  const followed = (path: string, done: Followed) =>
    realpath(path, (error, real) => {
      if (error === null) links.set(real, path)
      done(error, real)
    })
  let looked = 0
  const entriesOf = (path: string, options: { readonly withFileTypes: true }, done: Done) => {
    looked += 1
    if (looked > MOST_FOLDERS) return done(null, [])
    realpath(path, (error, real) => {
      if (error) return done(error, [])
      if (!isOutside(inside, real)) return readdir(path, options, done)
      outside.push(links.get(real) ?? path)
      done(null, [])
    })
  }
  const fs = { readdir: entriesOf as unknown as typeof readdir, realpath: followed as typeof realpath }
  const files = await glob(pattern, { cwd: directory, absolute: true, onlyFiles: true, expandDirectories: false, fs })
  if (looked > MOST_FOLDERS) throw Object.assign(new Error(`More than ${MOST_FOLDERS} folders`), { code: 'E2BIG' })
  return [...files, ...outside].map(file => resolve(file))
}

type Followed = (error: NodeJS.ErrnoException | null, real: string) => void
type Done = (error: NodeJS.ErrnoException | null, entries: Dirent[]) => void
