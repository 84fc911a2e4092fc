import { stat } from 'node:fs/promises'
import { resolve as resolvePath } from 'node:path'
import type { ImageSource } from '../aws/api.ts'

export type LocalSource = Extract<ImageSource, { from: 'oci' | 'oci-archive' }>

/**
 * The path of a layout ends at its first colon, as skopeo has it, unless nothing is there: a path may have colons of its
 * own. Then it ends at the first colon up to which there is something of the right kind.
 */
export async function settled(root: string, source: LocalSource): Promise<LocalSource> {
  const cuts = cutsOf(source)
  const isOne = cuts.length === 1
  const kinds = isOne
    ? []
    : await Promise.all(cuts.map(({ path }) => kindAt(resolvePath(root, source.directory, path))))
  const right = kinds.indexOf(source.from === 'oci' ? 'folder' : 'file')
  const { path, tag } = cuts[Math.max(0, right)] ?? source
  const { tag: _, ...untagged } = source
  return { ...untagged, path, ...(tag !== undefined && { tag }) }
}

interface Cut {
  readonly path: string
  readonly tag?: string
}

/** Every way to read it as a path and a name, the shortest path first. */
function cutsOf({ path, tag }: LocalSource): readonly Cut[] {
  if (tag === undefined) return [{ path }]
  const parts = tag.split(':')
  const cuts = parts.map((_, index) => ({
    path: [path, ...parts.slice(0, index)].join(':'),
    tag: parts.slice(index).join(':'),
  }))
  return [...cuts, { path: `${path}:${tag}` }]
}

async function kindAt(path: string): Promise<'folder' | 'file' | undefined> {
  const found = await stat(path).catch(() => undefined)
  if (found === undefined) return undefined
  return found.isDirectory() ? 'folder' : 'file'
}
