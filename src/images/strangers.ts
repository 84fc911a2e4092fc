import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { EcrsyncError } from '../errors.ts'
import { invalid } from './failures.ts'

const SHOWN = 5
const ARCHIVE = 'oci-archive:'

/** What podman save writes, and docker save did before Docker 25, has this and no `oci-layout`. */
export const DOCKER_ARCHIVE = 'manifest.json'

/** Of an archive, or of a folder that one was unpacked into, of that form. */
export function dockerArchive(where: string): EcrsyncError {
  const path = where.startsWith(ARCHIVE) ? where.slice(ARCHIVE.length) : undefined
  const made = path === undefined ? 'IMAGE.tar' : `${path.replace(/\.tar$/, '')}.oci.tar`
  return invalid({
    where,
    what: 'it is a docker archive, as podman save writes it, and docker save did before Docker 25, and no OCI image layout',
    hint: `Make a layout of it: skopeo copy docker-archive:${path ?? 'FILE.tar'} ${ARCHIVE}${made}, and write ${ARCHIVE}${made}`,
  })
}

/** Of a folder, with the layouts that stand right in it. */
export function noLayout(where: string, layouts: readonly string[]): EcrsyncError {
  const [first] = layouts
  const more = layouts.length > SHOWN ? ` and ${layouts.length - SHOWN} more` : ''
  const held = first === undefined ? '' : `; in it are the layouts ${layouts.slice(0, SHOWN).join(', ')}${more}`
  return invalid({
    where,
    what: `it is no OCI image layout, which has a file oci-layout that says version 1${held}`,
    hint:
      first === undefined
        ? 'Check the path, and what made it: docker buildx build --output type=oci,dest=image.tar writes an oci-archive:image.tar'
        : `Write ${where.replace(/\/+$/, '')}/${first}`,
  })
}

/** Names of the folders in a folder that are layouts; none where it cannot be listed. */
export async function layoutsIn(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => [])
  const names = entries.filter(entry => entry.isDirectory()).map(({ name }) => name)
  const isLayout = await Promise.all(names.map(name => hasFile(join(folder, name, 'oci-layout'))))
  return names.filter((_, index) => isLayout[index]).toSorted()
}

const hasFile = (path: string): Promise<boolean> =>
  stat(path).then(
    found => found.isFile(),
    () => false,
  )
