import { createHash } from 'node:crypto'
import { dirname, resolve } from 'node:path'
import { Findings } from '../text/findings.ts'
import { parse } from '../text/parse.ts'
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
export async function loadManifest(file: string): Promise<Manifest> {
  const findings = new Findings()
  const path = resolve(file)
  const texts = [await readText(path)]
  const root = parse(
    { file: shownPath(path), directory: dirname(path), text: texts[0] as string },
    EXPECTED.manifest,
    findings,
  )
  findings.throwIfErrors()
  checkSchema(root, 'manifest', findings)
  const fragments: Parsed[] = []
  for (const included of await includedFiles(root, path, findings)) {
    const text = await readText(included)
    texts.push(text)
    const file = { file: shownPath(included), directory: dirname(included), text }
    fragments.push(parse(file, EXPECTED.fragment, findings))
  }
  for (const fragment of fragments) if (fragment.value !== undefined) checkSchema(fragment, 'fragment', findings)
  findings.throwIfErrors()
  const documents = await readDocuments([root, ...fragments], dirname(path), findings)
  findings.throwIfErrors()
  return { root, fragments, documents, digest: digestOf([...texts, ...documents.texts]) }
}

const digestOf = (texts: readonly string[]): string => {
  const hash = createHash('sha256')
  for (const text of texts) hash.update(`${text.length}\n`).update(text)
  return `sha256:${hash.digest('hex')}`
}
