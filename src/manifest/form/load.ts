import { createHash } from 'node:crypto'
import { dirname, relative, resolve } from 'node:path'
import { Budget } from '../text/budget.ts'
import type { Files } from '../text/files.ts'
import { Findings } from '../text/findings.ts'
import type { Folder } from '../text/folder.ts'
import { parse, type TextFile } from '../text/parse.ts'
import type { Parsed } from '../text/place.ts'
import { readText, shownPath } from '../text/read-text.ts'
import { type DocumentFiles, readDocuments } from './document-files.ts'
import { EXPECTED } from './expected.ts'
import { includedFiles } from './include.ts'
import { checkSchema } from './schema-check.ts'

/** Everything the user wrote, read and of the right form; what it means is for resolve. */
export interface Manifest {
  readonly root: Parsed
  readonly fragments: readonly Parsed[]
  readonly documents: DocumentFiles
  /** `sha256:` of every file that was read. */
  readonly digest: string
}

/**
 * Reads a manifest, its fragments and the files they name. Paths are shown relative to the working directory.
 * @throws EcrsyncError MANIFEST_NOT_FOUND, MANIFEST_UNREADABLE, INVALID_MANIFEST
 */
export async function loadManifest(file: string, files: Files): Promise<Manifest> {
  const findings = new Findings()
  const path = resolve(file)
  const folder: Folder = { path: dirname(path), files, budget: new Budget() }
  const text = await readIn(folder, path)
  const root = parse(text, EXPECTED.manifest, findings)
  findings.throwIfErrors()
  checkSchema(root, 'manifest', findings)
  const texts = [text]
  for (const included of await includedFiles(root, path, folder, findings)) texts.push(await readIn(folder, included))
  const fragments = texts.slice(1).map(text => parse(text, EXPECTED.fragment, findings))
  for (const fragment of fragments) if (fragment.value !== undefined) checkSchema(fragment, 'fragment', findings)
  findings.throwIfErrors()
  const documents = await readDocuments([root, ...fragments], folder, findings)
  findings.throwIfErrors()
  return { root, fragments, documents, digest: digestOf([...texts.map(({ text }) => text), ...documents.texts]) }
}

const readIn = async (folder: Folder, path: string): Promise<TextFile> => ({
  file: shownPath(path),
  directory: relative(folder.path, dirname(path)),
  text: await readText(path, folder),
  budget: folder.budget,
})

const digestOf = (texts: readonly string[]): string => {
  const hash = createHash('sha256')
  for (const text of texts) hash.update(`${text.length}\n`).update(text)
  return `sha256:${hash.digest('hex')}`
}
