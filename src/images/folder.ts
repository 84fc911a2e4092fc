import { createReadStream } from 'node:fs'
import { realpath, stat } from 'node:fs/promises'
import { join, sep } from 'node:path'
import { damaged, notFound, readable } from './failures.ts'
import type { LayoutFiles } from './layout.ts'

const CHUNK = 1024 * 1024

/**
 * The files of a folder. None is read that stands outside, wherever symbolic links may lead.
 *
 * @throws EcrsyncError SOURCE_NOT_FOUND, SOURCE_INVALID
 */
export async function openFolder(folder: string, where: string): Promise<LayoutFiles> {
  const root = await realPath(folder, 'it', where)
  if (root === undefined) throw notFound({ where, what: 'there is no such folder', hint: MADE })
  if (!(await stat(root)).isDirectory()) throw damaged(where, 'it is no folder; a tar of one is oci-archive:PATH')

  async function find(name: string): Promise<string | undefined> {
    const path = await realPath(join(root as string, name), name, where)
    if (path !== undefined && !path.startsWith(`${root}${sep}`))
      throw damaged(where, `${name} is a link that leads out of the folder`)
    return path
  }

  async function size(name: string): Promise<number | undefined> {
    const path = await find(name)
    if (path === undefined) return undefined
    const found = await stat(path)
    if (!found.isFile()) throw damaged(where, `${name} is no file`)
    return found.size
  }

  return {
    where,
    size,
    read: async (name, from) => {
      const path = (await find(name)) ?? ''
      return readable(createReadStream(path, { start: from, highWaterMark: CHUNK }), where)
    },
  }
}

const MADE = 'Check the path, which is relative to the file that says it, and that the image was made.'

/** Undefined where there is nothing. It is called by its name: where the folder is on this machine is nothing for a plan. */
async function realPath(path: string, name: string, where: string): Promise<string | undefined> {
  try {
    return await realpath(path)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined
    throw damaged(where, `${name} cannot be read: ${code}`, error)
  }
}
