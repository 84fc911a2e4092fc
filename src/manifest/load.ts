import { createHash } from 'node:crypto'
import { readFile, realpath } from 'node:fs/promises'
import { dirname, relative, resolve } from 'node:path'
import { glob } from 'tinyglobby'
import { EcrsyncError } from '../errors.ts'
import { type Finding, Findings } from './diagnostic.ts'
import { type Documents, isOutside, readDocuments } from './documents.ts'
import { parse } from './parse.ts'
import type { Parsed } from './place.ts'
import { checkSchema } from './schema-check.ts'
import { rootOf } from './section.ts'

/** Everything the user wrote, read and of the right form; what it means is for resolve. */
export interface Manifest {
  readonly root: Parsed
  readonly fragments: readonly Parsed[]
  readonly documents: Documents
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
  const root = parse({ file: shown(path), directory: dirname(path), text: texts[0] as string }, findings)
  findings.throwIfErrors()
  checkSchema(root, 'manifest', findings)
  const fragments: Parsed[] = []
  for (const included of await includedFiles(root, path, findings)) {
    const text = await readText(included)
    texts.push(text)
    fragments.push(parse({ file: shown(included), directory: dirname(included), text }, findings))
  }
  for (const fragment of fragments) if (fragment.value !== undefined) checkSchema(fragment, 'fragment', findings)
  findings.throwIfErrors()
  const documents = await readDocuments([root, ...fragments], dirname(path), findings)
  findings.throwIfErrors()
  return { root, fragments, documents, digest: digestOf([...texts, ...documents.texts]) }
}

const shown = (path: string): string => relative(process.cwd(), path) || path

const digestOf = (texts: readonly string[]): string => {
  const hash = createHash('sha256')
  for (const text of texts) hash.update(`${text.length}\n`).update(text)
  return `sha256:${hash.digest('hex')}`
}

async function readText(path: string): Promise<string> {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(await readFile(path))
  } catch (error) {
    throw unreadable(shown(path), error as Error & { code?: string })
  }
}

function unreadable(file: string, { code, message }: Error & { code?: string }): EcrsyncError {
  if (code === 'ENOENT')
    return new EcrsyncError('MANIFEST_NOT_FOUND', `There is no file ${file}`, {
      detail: 'ecrsync reads what a registry should be from a manifest.',
      hint: 'Name yours with -f FILE, or begin one:\n    version: 1\n    name: my-platform\n    repositories:\n      team/app:',
    })
  const detail = code === 'ERR_ENCODING_INVALID_ENCODED_DATA' ? 'It is not text in UTF-8.' : message
  return new EcrsyncError('MANIFEST_UNREADABLE', `${file} cannot be read`, {
    detail,
    hint: 'Name another file with -f FILE.',
  })
}

async function includedFiles(root: Parsed, path: string, findings: Findings): Promise<readonly string[]> {
  const patterns = rootOf(root)?.include
  if (!Array.isArray(patterns)) return []
  const found = new Set<string>()
  for (const [index, pattern] of patterns.entries()) {
    const place = { parsed: root, path: ['include', index] }
    const files = typeof pattern === 'string' ? await matching(pattern, root.directory) : []
    if (files === undefined) findings.at(place, OUTSIDE)
    else if (files.length === 0) findings.at(place, nothing(String(pattern)))
    for (const file of files ?? []) if (file !== path) found.add(file)
  }
  return [...found].sort()
}

/** Sorted absolute paths; undefined where the pattern leads out of the folder. */
async function matching(pattern: string, directory: string): Promise<readonly string[] | undefined> {
  const files = await glob(pattern, { cwd: directory, absolute: true, onlyFiles: true, expandDirectories: false })
  const realDirectory = await realpath(directory)
  const real = await Promise.all(files.map(file => realpath(file)))
  const isOut = files.some(file => isOutside(directory, file)) || real.some(file => isOutside(realDirectory, file))
  return isOut || /(^|\/)\.\.(\/|$)|^\//.test(pattern) ? undefined : files.map(file => resolve(file))
}

const OUTSIDE: Finding = {
  code: 'INCLUDE_OUTSIDE',
  summary: 'This include leads out of the folder of the manifest',
  detail:
    'A manifest reads nothing above its own folder, so that a pull request cannot read the machine that plans it.',
  hint: 'Move the fragments below the folder of the manifest, or the manifest above them.',
}

const nothing = (pattern: string): Finding => ({
  code: 'INCLUDE_NOTHING',
  summary: `No file matches ${pattern}`,
  detail: 'A misspelt include would leave whole teams unmanaged.',
  hint: 'Mend the pattern (it is relative to this file), or remove it.',
})
