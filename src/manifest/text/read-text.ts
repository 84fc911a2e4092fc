import { isUtf8 } from 'node:buffer'
import { relative } from 'node:path'
import { EcrsyncError, type ErrorDetails } from '../../errors.ts'
import type { Folder } from './folder.ts'

/** A file as the user would type it. */
export const shownPath = (path: string): string => relative(process.cwd(), path) || path

export const decode = (bytes: Uint8Array): string => new TextDecoder('utf-8').decode(bytes)

/** @throws EcrsyncError MANIFEST_NOT_FOUND, MANIFEST_UNREADABLE, MANIFEST_TOO_LARGE */
export async function readText(path: string, { files, budget }: Pick<Folder, 'files' | 'budget'>): Promise<string> {
  const bytes = await files.read(path, budget.bytes).catch((error: Error & { code?: string }) => {
    throw error.code === 'ENOENT' ? notFound(shownPath(path)) : unreadable(shownPath(path), reasonOf(error))
  })
  budget.takeBytes(bytes.length, shownPath(path))
  if (!isUtf8(bytes)) throw notText(shownPath(path), bytes)
  return decode(bytes)
}

const REASONS: Readonly<Record<string, string>> = {
  ERR_INVALID_ARG_VALUE: 'No file has such a name.',
  ENAMETOOLONG: 'The name is too long.',
  ELOOP: 'It is a symbolic link that leads back to itself.',
  EACCES: 'You may not read it.',
  EISDIR: 'It is a folder.',
  ENXIO: 'It is not a regular file.',
}

/** Why a file cannot be read. */
export const reasonOf = ({ code = '', message }: Error & { readonly code?: string }): string => REASONS[code] ?? message

const notFound = (file: string): EcrsyncError =>
  new EcrsyncError('MANIFEST_NOT_FOUND', `There is no file ${file}`, {
    detail: 'ecrsync reads what a registry should be from a manifest.',
    hint: 'Name yours with -f FILE, or begin one:',
    example: ['version: 1', 'name: my-platform', 'repositories:', '  team/app:'],
  })

const unreadable = (file: string, detail: string, details: ErrorDetails = {}): EcrsyncError =>
  new EcrsyncError('MANIFEST_UNREADABLE', `${file} cannot be read`, {
    detail,
    hint: 'Name another file with -f FILE.',
    ...details,
  })

/** The place of the first byte that is no text, so that an editor can go there. */
function notText(file: string, bytes: Uint8Array): EcrsyncError {
  const lines = decode(bytes).split('\n')
  const index = lines.findIndex(line => line.includes('\uFFFD'))
  const source = { file, line: index + 1, column: (lines[index] ?? '').indexOf('\uFFFD') + 1 }
  const [summary, detail, hint] = [`${file} cannot be read`, 'It is not text in UTF-8.', 'Save the file as UTF-8.']
  const diagnostics = [{ severity: 'error', code: 'MANIFEST_UNREADABLE', summary, detail, hint, source } as const]
  return unreadable(file, detail, { hint, diagnostics })
}
