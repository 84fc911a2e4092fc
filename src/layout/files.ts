import { dirname, resolve } from 'node:path'
import { EcrsyncError } from '../errors.ts'
import { EXPECTED } from '../manifest/form/expected.ts'
import { includedFiles } from '../manifest/form/include.ts'
import { Budget } from '../manifest/text/budget.ts'
import type { Files } from '../manifest/text/files.ts'
import { Findings } from '../manifest/text/findings.ts'
import type { Folder } from '../manifest/text/folder.ts'
import { parse } from '../manifest/text/parse.ts'
import { readText, shownPath } from '../manifest/text/read-text.ts'
import { type Form, laidOut } from './laid-out.ts'

/** A file of a manifest, and the layout that it is to have. */
export interface LaidOutFile {
  /** As the user would type it. */
  readonly file: string
  /** Where it is, without links. */
  readonly path: string
  /** What was read there. */
  readonly before: string
  readonly text: string
  readonly isSame: boolean
}

/**
 * A manifest and the files that it includes, laid out; what is wrong of any of them is said at once.
 *
 * @throws EcrsyncError MANIFEST_NOT_FOUND, MANIFEST_UNREADABLE, MANIFEST_TOO_LARGE, INVALID_MANIFEST
 */
export async function laidOutFiles(file: string, files: Files): Promise<readonly LaidOutFile[]> {
  const path = resolve(file)
  const folder: Folder = { path: dirname(path), files, budget: new Budget() }
  const findings = new Findings()
  const text = await readText(path, folder)
  const root = parse({ file: shownPath(path), directory: '', text }, EXPECTED.manifest, new Findings())
  const all = [await laidOutOr(findings, path, 'manifest', { ...folder, text })]
  for (const included of await includedFiles(
    { ...root, value: root.value ?? root.salvaged ?? {} },
    path,
    folder,
    findings,
  ))
    all.push(await laidOutOr(findings, included, 'fragment', folder))
  findings.throwIfErrors()
  return all.filter(one => one !== undefined)
}

async function laidOutOr(
  findings: Findings,
  path: string,
  form: Form,
  { text: known, ...folder }: Folder & { readonly text?: string },
): Promise<LaidOutFile | undefined> {
  try {
    const written = known ?? (await readText(path, folder))
    const text = laidOut(written, form, shownPath(path))
    const real = await folder.files.realPath(path)
    return { file: shownPath(path), path: real, before: written, text, isSame: text === written }
  } catch (error) {
    if (!(error instanceof EcrsyncError) || error.code === 'MANIFEST_TOO_LARGE') throw error
    for (const diagnostic of error.diagnostics) findings.add(diagnostic)
    return undefined
  }
}
