import { relative } from 'node:path'
import { clipped } from '../../words.ts'
import type { Finding, Findings } from '../text/findings.ts'
import { type Folder, isOutside } from '../text/folder.ts'
import type { Parsed, Place } from '../text/place.ts'
import { shownPath } from '../text/read-text.ts'
import { checkGlob, isException, matcher } from './globs.ts'
import { rootOf } from './sections.ts'

interface Pattern {
  readonly glob: string
  readonly place: Place
}

/** A file as it is reached, and as it is without symbolic links. */
interface Found {
  readonly file: string
  readonly real: string
  readonly isFile: boolean
}

/** The fragments of a root, each once, in the order of their paths; a pattern that finds none is a finding. */
export async function includedFiles(
  root: Parsed,
  path: string,
  folder: Folder,
  findings: Findings,
): Promise<readonly string[]> {
  const patterns = patternsOf(root).filter(pattern => isSound(pattern, findings))
  const exceptions = patterns.map(({ glob }) => glob).filter(isException)
  const isWanted = matcher(exceptions)
  const self = await folder.files.realPath(path)
  const fragments = new Map<string, string>()
  for (const { glob, place } of patterns.filter(pattern => !isException(pattern.glob))) {
    const all = await filesOf(glob, folder)
    const found = all?.filter(({ file }) => isWanted(relative(folder.path, file)))
    const finding = found === undefined ? tooWide(glob) : await faultOf(found, glob, folder, self)
    if (finding) findings.at(place, finding)
    else for (const { file, real } of found ?? []) if (real !== self && !fragments.has(real)) fragments.set(real, file)
  }
  return [...fragments.values()].sort()
}

const patternsOf = (root: Parsed): readonly Pattern[] => {
  const globs: unknown = rootOf(root)?.include
  return (Array.isArray(globs) ? globs : []).flatMap((glob: unknown, index) =>
    typeof glob === 'string' ? [{ glob, place: { parsed: root, path: ['include', index] } }] : [],
  )
}

/** Said before the disk is searched, which `/**` would do for long. */
function isSound({ glob, place }: Pattern, findings: Findings): boolean {
  const finding = checkGlob(glob) ?? (/(^|[/{,])\.\.([/},]|$)|^!?[/{]*\//.test(glob) ? OUTSIDE : undefined)
  if (finding) findings.at(place, finding)
  return finding === undefined
}

/** A link to nothing is no file, and neither is one that goes away meanwhile; undefined where there is too much to search. */
async function filesOf(glob: string, { path, files }: Folder): Promise<readonly Found[] | undefined> {
  const paths = await files.find(glob, path).catch((error: Error & { code?: string }) => {
    if (error.code === 'E2BIG') return undefined
    throw error
  })
  const found = paths?.map(async file => ({
    file,
    real: await files.realPath(file).catch(() => undefined),
    isFile: await files.isFile(file),
  }))
  return found && (await Promise.all(found)).filter((one): one is Found => one.real !== undefined)
}

async function faultOf(
  found: readonly Found[],
  glob: string,
  { path, files }: Folder,
  self: string,
): Promise<Finding | undefined> {
  if (found.every(({ real }) => real === self)) return nothing(glob)
  const inside = await files.realPath(path)
  const way = found.find(({ file, real }) => isOutside(path, file) || isOutside(inside, real))
  if (way) return { ...OUTSIDE, detail: `By ${clipped(shownPath(way.file))}. ${OUTSIDE.detail}` }
  const other = found.find(({ isFile }) => !isFile)
  if (other) return { ...nothing(glob), summary: `${clipped(shownPath(other.file))} is no regular file` }
  const strange = found.find(({ file, real }) => real !== self && !(isNamedYaml(file) && isNamedYaml(real)))
  return strange && notNamedYaml(strange)
}

const isNamedYaml = (path: string): boolean => /\.ya?ml$/.test(path)

const notNamedYaml = ({ file, real }: Found): Finding => ({
  code: 'INCLUDE_NOT_YAML',
  summary: `${clipped(shownPath(isNamedYaml(file) ? real : file))} does not end in .yaml or .yml`,
  detail:
    'Only what is meant to be read as YAML is included, also by way of a link, so that a manifest shows no other file.',
  hint: 'Rename the file, or mend the pattern, as in include: ["teams/*.yaml"].',
})

const tooWide = (glob: string): Finding => ({
  code: 'INCLUDE_NOTHING',
  summary: `${clipped(glob)} is too wide to search`,
  detail: 'There are more than 100,000 folders below the folder of the manifest, or links that make it so.',
  hint: 'Name the folder that holds the fragments, as in include: ["teams/*.yaml"].',
})

const OUTSIDE: Finding = {
  code: 'INCLUDE_OUTSIDE',
  summary: 'This include leads out of the folder of the manifest',
  detail:
    'A manifest reads nothing above its own folder, so that a pull request cannot read the machine that plans it.',
  hint: 'Move the fragments below the folder of the manifest, or the manifest above them.',
}

const nothing = (glob: string): Finding => ({
  code: 'INCLUDE_NOTHING',
  summary: `No file matches ${clipped(glob)}`,
  detail: 'A misspelt include would leave whole teams unmanaged.',
  hint: 'Mend the pattern (it is relative to this file), or remove it.',
})
