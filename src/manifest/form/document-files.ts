import { isUtf8 } from 'node:buffer'
import { isAbsolute, resolve } from 'node:path'
import { EcrsyncError } from '../../errors.ts'
import { isFields } from '../../kinds/canonical.ts'
import { hasPlaceholder } from '../../kinds/placeholder.ts'
import type { Diagnostic, Source } from '../../model.ts'
import { clipped } from '../../words.ts'
import { type Finding, Findings } from '../text/findings.ts'
import { type Folder, isOutside } from '../text/folder.ts'
import { parse, type TextFile } from '../text/parse.ts'
import { below, type Parsed, type Place, sourceOf } from '../text/place.ts'
import { decode, reasonOf, shownPath } from '../text/read-text.ts'
import { documentsIn, formsIn } from './documents.ts'
import { NAMED_FACETS } from './facets.ts'
import { mendedJson } from './json-mend.ts'
import { placeOf } from './json-place.ts'
import { parsedJson } from './json-text.ts'
import { namedIn, registryBlocksOf, settingBlocksOf } from './sections.ts'

/** JSON documents named by `file:`, by the file as written and the folder that it is relative to. */
export interface DocumentFiles {
  of(parsed: Parsed, file: string): unknown
  /** Every place that names one. */
  readonly uses: readonly Use[]
  readonly texts: readonly string[]
}

export interface Use {
  readonly place: Place
  readonly file: string
}

/** Reads every `file:` below the root's folder; what is missing, broken or outside is a finding at the line that names it. */
export async function readDocuments(
  sections: readonly Parsed[],
  folder: Folder,
  findings: Findings,
): Promise<DocumentFiles> {
  const uses = sections.flatMap(usesIn)
  const pathOf = (parsed: Parsed, file: string) => resolve(folder.path, parsed.directory, file)
  const found = new Map<string, unknown>()
  const texts: string[] = []
  for (const { place, file } of uses) {
    const path = pathOf(place.parsed, file)
    if (found.has(path)) continue
    const outcome = await readDocument(path, file, folder)
    if ('finding' in outcome) findings.at(place, outcome.finding)
    if ('diagnostics' in outcome) for (const found of outcome.diagnostics ?? []) findings.add(namedAt(place, found))
    found.set(path, 'document' in outcome ? outcome.document : undefined)
    if ('text' in outcome) texts.push(outcome.text)
  }
  return { of: (parsed, file) => found.get(pathOf(parsed, file)), uses, texts }
}

function usesIn(parsed: Parsed): readonly Use[] {
  const blocks = [...registryBlocksOf(parsed), ...settingBlocksOf(parsed)]
  return [
    ...NAMED_FACETS.flatMap(({ named }) => namedIn(parsed, named).flatMap(({ form, place }) => useIn(form, place))),
    ...blocks.flatMap(documentsIn).flatMap(said => formsIn(said).flatMap(({ form, at }) => useIn(form, at))),
  ]
}

const useIn = (form: unknown, place: Place): readonly Use[] =>
  isFields(form) && typeof form.file === 'string' ? [{ place: below(place, ['file']), file: form.file }] : []

/** What is said of a file stands in it, and says who names it. */
const namedAt = (place: Place, diagnostic: Diagnostic): Diagnostic => ({
  ...diagnostic,
  related: [{ source: sourceOf(place), message: 'names this file' }],
})

/** With diagnostics, the document is what was meant. */
type ReadDocument =
  | { readonly finding: Finding }
  | { readonly document: unknown; readonly text: string; readonly diagnostics?: readonly Diagnostic[] }

async function readDocument(path: string, file: string, folder: Folder): Promise<ReadDocument> {
  const { files, budget } = folder
  if (hasPlaceholder(file)) return { finding: VARIABLE }
  if (isAbsolute(file) || isOutside(folder.path, path)) return { finding: outside(file) }
  try {
    const [real, inside] = await Promise.all([files.realPath(path), files.realPath(folder.path)])
    if (isOutside(inside, real)) return { finding: outside(file) }
    if (!(await files.isFile(real))) return { finding: unreadable(file, 'It is not a regular file.') }
    if (![path, real].every(isNamedJson)) return { finding: notNamedJson(file) }
    const bytes = await files.read(real, budget.bytes)
    budget.takeBytes(bytes.length, shownPath(path))
    if (!isUtf8(bytes)) return { finding: unreadable(file, 'It is not text in UTF-8.') }
    return documentIn({ file: shownPath(path), directory: '', text: decode(bytes), budget }, file)
  } catch (error) {
    return { finding: failed(file, error as Error & { code?: string }) }
  }
}

/** First as YAML, which all JSON is: that counts what is in it before anything is made of it. */
function documentIn(textFile: TextFile, file: string): ReadDocument {
  const repeated = repeatedKey(textFile)
  const { text } = textFile
  const parsed = parsedJson(text)
  const mended = parsed === undefined ? mendedJson(textFile.file, text) : undefined
  const document = parsed ?? mended?.document
  if (document === undefined) return { finding: notJson(file, text) }
  if (isDeeper(document, MAXIMUM_DEPTH)) return { finding: notJsonBecause(file, 'It is nested too deeply.') }
  if (mended) return { ...mended, text }
  return repeated ? { finding: { ...repeated, detail: `In ${clipped(file)}. ${repeated.detail}` } } : { document, text }
}

const MAXIMUM_DEPTH = 100

const isDeeper = (value: unknown, levels: number): boolean =>
  typeof value === 'object' &&
  value !== null &&
  (levels === 0 || Object.values(value).some(inner => isDeeper(inner, levels - 1)))

/** JSON says nothing of two equal keys, and its readers take the last: the YAML reader finds them. */
function repeatedKey(textFile: TextFile): Finding | undefined {
  const findings = new Findings()
  parse(textFile, {}, findings)
  const found = findings.all.find(({ code }) => code === 'DUPLICATE_KEY')
  if (found === undefined) return undefined
  const { line, column } = found.source as Source
  const { code, summary, hint = '' } = found
  return { code, summary, hint, detail: `It stands again at line ${line}, column ${column}: ${found.detail}` }
}

const VARIABLE: Finding = {
  code: 'UNKNOWN_VARIABLE',
  summary: 'Variables are not filled in in the name of a file',
  detail: 'Every file is read before the target and the repository are known; variables within a file are filled in.',
  hint: 'Write the name itself.',
}

const outside = (file: string): Finding => ({
  code: 'FILE_OUTSIDE',
  summary: `${clipped(file)} is outside the folder of the manifest`,
  detail:
    'A manifest reads nothing above its own folder, by no `..`, absolute path or symbolic link, so that a pull request cannot read the machine that plans it.',
  hint: 'Move the file below the folder of the manifest.',
})

const unreadable = (file: string, detail: string): Finding => ({
  code: 'FILE_UNREADABLE',
  summary: `${clipped(file)} cannot be read`,
  detail,
  hint: 'Check the path: it is relative to the file that says it.',
})

const isNamedJson = (path: string): boolean => path.endsWith('.json')

const notNamedJson = (file: string): Finding => ({
  code: 'FILE_UNREADABLE',
  summary: `${clipped(file)} does not end in .json`,
  detail:
    'Only what is meant to be read as JSON is read, also by way of a link, so that a manifest shows no other file.',
  hint: 'Rename the file, as in policies/pull.json.',
})

function notJson(file: string, text: string): Finding {
  if (text.trim() === '') return notJsonBecause(file, 'It is empty.', 'Write the policy into it, or name another file.')
  if (/^\s*[[{"]/.test(text)) return notJsonBecause(file, placeOf(text))
  const isYaml = /^(?:- |["']?[\w./-]{1,256}["']?:(?:\s|$))/m.test(text)
  return isYaml ? notJsonBecause(file, 'It looks like YAML.', YAML_HINT) : notJsonBecause(file, placeOf(text))
}

const YAML_HINT = 'Write it as JSON. YAML stands in the manifest itself, in the place of { file: … }.'

const notJsonBecause = (
  file: string,
  detail: string,
  hint = 'Mend the file; comments and trailing commas are not JSON.',
): Finding => ({ code: 'INVALID_JSON', summary: `${clipped(file)} is not JSON`, detail, hint })

function failed(file: string, error: Error & { code?: string }): Finding {
  if (error instanceof EcrsyncError) throw error
  const { code = '' } = error
  if (code === 'ENOENT' || code === 'ENOTDIR')
    return { ...unreadable(file, 'There is no such file.'), code: 'FILE_NOT_FOUND' }
  return unreadable(file, reasonOf(error))
}
