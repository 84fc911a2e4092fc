import { createHash } from 'node:crypto'
import { dirname, relative, resolve } from 'node:path'
import { EcrsyncError } from '../../errors.ts'
import { Budget } from '../text/budget.ts'
import type { Files } from '../text/files.ts'
import { Findings } from '../text/findings.ts'
import type { Folder } from '../text/folder.ts'
import { parse, type TextFile } from '../text/parse.ts'
import type { Parsed } from '../text/place.ts'
import { parsePlain } from '../text/plain.ts'
import { readText, shownPath } from '../text/read-text.ts'
import { type DocumentFiles, readDocuments } from './document-files.ts'
import { EXPECTED } from './expected.ts'
import { includedFiles } from './include.ts'
import { checkSchema, isOfForm } from './schema-check.ts'
import { isSoundPart, soundOf } from './sound.ts'

/** Everything the user wrote, read and of the right form; what it means is for resolve. */
export interface Manifest {
  readonly root: Parsed
  readonly fragments: readonly Parsed[]
  readonly documents: DocumentFiles
  /** `sha256:` of every file that was read. */
  readonly digest: string
}

/**
 * Reads a manifest, its fragments and the files they name. Paths are shown relative to the working directory. Where there
 * are errors of form, `further` is given what is sound all the same, so that the reader hears of everything at once; of a
 * root that cannot be read, the files that it names are.
 *
 * @throws EcrsyncError MANIFEST_NOT_FOUND, MANIFEST_UNREADABLE, MANIFEST_TOO_LARGE, INVALID_MANIFEST
 */
export async function loadManifest(file: string, files: Files, further: Further = () => {}): Promise<Manifest> {
  const findings = new Findings()
  const path = resolve(file)
  const folder: Folder = { path: dirname(path), files, budget: new Budget() }
  const text = await readIn(folder, path)
  const root = readForm(text, 'manifest', findings)
  const known = root.value === undefined ? { ...root, value: root.salvaged ?? {} } : root
  const texts = [text]
  for (const included of await includedFiles(known, path, folder, findings)) {
    const text = await readOr(findings, () => readIn(folder, included))
    if (text) texts.push(text)
  }
  const fragments = texts.slice(1).map(text => readForm(text, 'fragment', findings))
  const all = [root, ...fragments]
  const sections = findings.hasErrors ? soundOf([known, ...fragments], findings) : all
  const documents = sections && (await readDocuments(sections, folder, findings))
  if (sections && documents && findings.hasErrors && root.value !== undefined)
    judgeSound(manifestOf(soundOf(sections, findings) ?? [], documents, ''), findings, further)
  findings.throwIfErrors()
  const read = documents as DocumentFiles
  return manifestOf(all, read, digestOf([...texts.map(({ text }) => text), ...read.texts]))
}

/** Read plainly, or where something is to be said of it, so that there are words for it. */
function readForm(text: TextFile, name: 'manifest' | 'fragment', findings: Findings): Parsed {
  const plain = parsePlain(text, EXPECTED[name], value => isOfForm(value, name))
  if (plain) return plain
  const parsed = parse(text, EXPECTED[name], findings)
  if (parsed.value !== undefined) checkSchema(parsed, name, findings)
  return parsed
}

/** Of a block with errors, what is left of it is sound. */
function judgeSound(sound: Manifest, findings: Findings, further: Further): void {
  const isSound: Findings['isSound'] = place => isSoundPart(place, findings)
  const found = new Findings({ isSound, isSoundApart: isSound })
  further(sound, found)
  for (const diagnostic of found.all) findings.add(diagnostic)
}

/** Judges what is sound of a manifest with errors of form, and adds what it finds. */
export type Further = (sound: Manifest, findings: Findings) => void

const manifestOf = (sections: readonly Parsed[], documents: DocumentFiles, digest: string): Manifest => {
  const [root, ...fragments] = sections as readonly [Parsed, ...Parsed[]]
  return { root, fragments, documents, digest }
}

/** A fragment that cannot be read is a finding among others. */
async function readOr<T>(findings: Findings, reading: () => Promise<T>): Promise<T | undefined> {
  try {
    return await reading()
  } catch (error) {
    if (!(error instanceof EcrsyncError) || error.code === 'MANIFEST_TOO_LARGE') throw error
    for (const diagnostic of error.diagnostics) findings.add(diagnostic)
    return undefined
  }
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
