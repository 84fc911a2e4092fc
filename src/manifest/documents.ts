import { readFile, realpath, stat } from 'node:fs/promises'
import { isAbsolute, relative, resolve, sep } from 'node:path'
import { isFields } from '../kinds/canonical.ts'
import type { Finding, Findings } from './diagnostic.ts'
import { below, type Parsed, type Place } from './place.ts'
import { type Block, DOCUMENT_FACETS, formsOf, layersOf, namedIn, repositoriesOf } from './section.ts'

/** JSON documents named by `file:`, by the file as written and the folder that it is relative to. */
export interface Documents {
  of(parsed: Parsed, file: string): unknown
  readonly texts: readonly string[]
}

/** Reads every `file:` below the root's folder; what is missing, broken or outside is a finding at the line that names it. */
export async function readDocuments(
  sections: readonly Parsed[],
  directory: string,
  findings: Findings,
): Promise<Documents> {
  const found = new Map<string, unknown>()
  const texts: string[] = []
  for (const place of sections.flatMap(placesOfFiles)) {
    const file = place.file
    const key = keyOf(place.parsed, file)
    if (found.has(key)) continue
    const outcome = await readDocument(resolve(place.parsed.directory, file), file, directory)
    if ('finding' in outcome) findings.at(place, outcome.finding)
    found.set(key, 'document' in outcome ? outcome.document : undefined)
    if ('text' in outcome) texts.push(outcome.text)
  }
  return { of: (parsed, file) => found.get(keyOf(parsed, file)), texts }
}

const keyOf = (parsed: Parsed, file: string): string => resolve(parsed.directory, file)

type FilePlace = Place & { readonly file: string }

function placesOfFiles(parsed: Parsed): readonly FilePlace[] {
  const blocks: readonly Block[] = [...layersOf(parsed), ...repositoriesOf(parsed)]
  return DOCUMENT_FACETS.flatMap(({ facet, named, joins }) => [
    ...namedIn(parsed, named).flatMap(({ form, place }) => fileIn(form, place)),
    ...blocks.flatMap(({ fields, place }) =>
      formsOf(fields[facet], joins).flatMap(({ form, path }) => fileIn(form, below(place, [facet, ...path]))),
    ),
  ])
}

const fileIn = (form: unknown, place: Place): readonly FilePlace[] =>
  isFields(form) && typeof form.file === 'string' ? [{ ...below(place, ['file']), file: form.file }] : []

type Outcome = { readonly finding: Finding } | { readonly document: unknown; readonly text: string }

async function readDocument(path: string, file: string, directory: string): Promise<Outcome> {
  if (isAbsolute(file) || isOutside(directory, path)) return { finding: outside(file) }
  try {
    const [real, realDirectory] = await Promise.all([realpath(path), realpath(directory)])
    if (isOutside(realDirectory, real)) return { finding: outside(file) }
    if (!(await stat(real)).isFile()) return { finding: unreadable(file, 'It is not a regular file.') }
    const text = new TextDecoder('utf-8', { fatal: true }).decode(await readFile(real))
    return { document: JSON.parse(text), text }
  } catch (error) {
    return { finding: failed(file, error as Error & { code?: string }) }
  }
}

export function isOutside(directory: string, path: string): boolean {
  const way = relative(directory, path)
  return way === '..' || way.startsWith(`..${sep}`) || isAbsolute(way)
}

const outside = (file: string): Finding => ({
  code: 'FILE_OUTSIDE',
  summary: `${file} is outside the folder of the manifest`,
  detail:
    'A manifest reads nothing above its own folder, by no `..`, absolute path or symbolic link, so that a pull request cannot read the machine that plans it.',
  hint: 'Move the file below the folder of the manifest.',
})

const unreadable = (file: string, detail: string): Finding => ({
  code: 'FILE_UNREADABLE',
  summary: `${file} cannot be read`,
  detail,
  hint: 'Check the path: it is relative to the file that says it.',
})

function failed(file: string, error: Error & { code?: string }): Finding {
  if (error instanceof SyntaxError)
    return {
      code: 'INVALID_JSON',
      summary: `${file} is not JSON`,
      detail: error.message,
      hint: 'Mend the file; comments and trailing commas are not JSON.',
    }
  if (error.code === 'ENOENT') return { ...unreadable(file, 'There is no such file.'), code: 'FILE_NOT_FOUND' }
  return unreadable(file, error.message)
}
