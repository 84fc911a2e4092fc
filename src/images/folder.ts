import { constants } from 'node:fs'
import { type FileHandle, lstat, open, readlink, realpath, stat } from 'node:fs/promises'
import { basename, dirname, join, parse, resolve as resolvePath, sep } from 'node:path'
import { damaged, invalid, notFound, readable } from './failures.ts'
import type { LayoutFiles } from './layout.ts'
import { layoutsIn } from './strangers.ts'

/** A folder that symbolic links of a layout may lead into. */
export interface LinkGround {
  /** As the manifest says it. */
  readonly said: string
  /** Absolute; `..` in it goes up from where a link before it leads, as in a shell. */
  readonly path: string
}

const CHUNK = 1024 * 1024
/** As many links in a row as Linux follows. Source: path_resolution(7). */
const MOST_LINKS = 40
/** A link that has taken the place of a file is not followed, and a pipe is not waited for. */
const CAREFULLY = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0)

/**
 * The files of a folder. None is read that stands outside of it, and of the folder that its links may lead into, wherever
 * symbolic links may lead, and whatever takes the place of a file while it is opened.
 *
 * @throws EcrsyncError SOURCE_NOT_FOUND, SOURCE_INVALID
 */
export async function openFolder(folder: string, where: string, links?: LinkGround): Promise<LayoutFiles> {
  const root = await folderAt(folder, { where, what: 'it', missing: 'there is no such folder' })
  const ground = links && (await groundAt(links, where))
  const isAllowed = (path: string) => isBelow(root, path) || (ground !== undefined && isBelow(ground, path))

  /** Where the file really is: every link on the way to it stands where it may. */
  async function find(name: string, path: string, followed = 0): Promise<string | undefined> {
    const parent = await realPath(dirname(path), name, where)
    if (parent === undefined) return undefined
    const at = join(parent, basename(path))
    if (!isAllowed(at)) throw leadsOut(name, where, links)
    const found = await orNothing(lstat(at), name, where)
    if (!found?.isSymbolicLink()) return found && at
    if (followed === MOST_LINKS) throw damaged(where, `${name} is a link that goes in a circle`)
    const link = await orNothing(readlink(at), name, where)
    return link === undefined ? undefined : find(name, resolvePath(parent, link), followed + 1)
  }

  /** What is opened is what was found, also where somebody changes the folder meanwhile. */
  async function openFile(name: string): Promise<FileHandle | undefined> {
    const path = await find(name, join(root, name))
    const file = path && (await orNothing(open(path, CAREFULLY), name, where))
    if (!path || !file) return undefined
    try {
      const [opened, there] = await Promise.all([file.stat({ bigint: true }), stat(path, { bigint: true })])
      if (!opened.isFile()) throw damaged(where, `${name} is no file`)
      const isSame = opened.ino === there.ino && opened.dev === there.dev && (await realpath(path)) === path
      if (!isSame) throw damaged(where, `${name} has become another file while it was opened`)
      return file
    } catch (error) {
      await file.close()
      throw error
    }
  }

  async function* contents(name: string, from: number): AsyncIterable<Uint8Array> {
    const file = await openFile(name)
    if (file === undefined) throw damaged(where, `${name} is not there any more`)
    try {
      yield* readable(file.createReadStream({ start: from, highWaterMark: CHUNK, autoClose: false }), where)
    } finally {
      await file.close()
    }
  }

  return {
    where,
    async size(name) {
      const file = await openFile(name)
      try {
        return file && (await file.stat()).size
      } finally {
        await file?.close()
      }
    },
    read: async (name, from) => contents(name, from),
    layouts: () => layoutsIn(root),
  }
}

const MADE = 'Check the path, which is relative to the file that says it, and that the image was made.'

async function groundAt({ said, path }: LinkGround, where: string): Promise<string> {
  const what = `links ${said}`
  const ground = await folderAt(path, { where, what, missing: `there is no folder ${said}, which links names` })
  if (ground !== parse(ground).root) return ground
  const hint = 'Name the folder that the links of the layout lead into, and no more.'
  throw invalid({ where, what: `${what} would let its links lead to any file of the machine`, hint })
}

interface Folder {
  readonly where: string
  readonly what: string
  readonly missing: string
}

async function folderAt(path: string, { where, what, missing }: Folder): Promise<string> {
  const found = await realPath(path, what, where)
  if (found === undefined) throw notFound({ where, what: missing, hint: MADE })
  if (!(await stat(found)).isDirectory())
    throw invalid({
      where,
      what: `${what} is no folder; a tar of one is oci-archive:PATH`,
      hint: what === 'it' ? `Write ${where.replace(/^oci:/, 'oci-archive:')}` : MADE,
    })
  return found
}

const isBelow = (root: string, path: string): boolean => path.startsWith(root.endsWith(sep) ? root : `${root}${sep}`)

function leadsOut(name: string, where: string, links: LinkGround | undefined) {
  const path = where.slice('oci:'.length)
  const whole = `${path.replace(/\/+$/, '')}-whole`
  const copied = `copy it without links: cp -rL ${quoted(path)} ${quoted(whole)}`
  if (links !== undefined) {
    const what = `${name} is a link that leads out of the folder, and of ${links.said}`
    return invalid({ where, what, hint: `Name the one folder that all its links lead into, or ${copied}` })
  }
  const named = `{ from: ${JSON.stringify(where)}, links: FOLDER }`
  return invalid({
    where,
    what: `${name} is a link that leads out of the folder`,
    hint: `Name the folder that its links lead into, ${named}, or ${copied}`,
  })
}

/** As a shell reads it as one word. */
const quoted = (path: string): string =>
  /^[\w./:@%+=-]+$/.test(path) && !path.startsWith('-') ? path : `'${path.replaceAll("'", "'\\''")}'`

/** Undefined where there is nothing. It is called by its name: where the folder is on this machine is nothing for a plan. */
const realPath = (path: string, name: string, where: string): Promise<string | undefined> =>
  orNothing(realpath(path), name, where)

async function orNothing<T>(asked: Promise<T>, name: string, where: string): Promise<T | undefined> {
  try {
    return await asked
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined
    throw damaged(where, `${name} cannot be read (${code})`, error)
  }
}
