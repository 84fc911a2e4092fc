import type { Path } from '../../kinds/kind.ts'
import type { Finding } from '../text/findings.ts'
import type { TextHere } from '../text/scalars.ts'
import type { Expected, KeyHere } from '../text/values.ts'
import { keyedKind, TARGETS, TEXT_FACETS, VARS } from './facets.ts'
import { GRAMMAR } from './grammar.ts'
import { fieldAsName, isField, meantAtRoot, rootAsName } from './mistakes/field-as-name.ts'
import { foreign } from './mistakes/home.ts'
import { manifestSchema } from './schema.ts'

const BLOCKS: readonly unknown[] = ['defaults', 'repositories', 'discovered']

const TAG: TextHere = { name: 'tag value', rule: 'a tag of AWS is text' }
const VAR: TextHere = { name: 'value of vars', rule: 'a variable stands for a text' }

const LABEL: TextHere = { name: 'label', rule: 'a label is text' }

function textAt([section, , facet, key, ...rest]: Path): TextHere | undefined {
  if (section === TARGETS) return facet === 'labels' && key !== undefined ? LABEL : undefined
  if (!BLOCKS.includes(section) || key === undefined || rest.length > 0) return undefined
  if (facet === VARS) return VAR
  return TEXT_FACETS.includes(String(facet)) ? TAG : undefined
}

/** A repository of which nothing is said takes all from the layers; so is meant what stands in its place by mistake. */
function mayBeEmpty([section, name, ...rest]: Path): boolean {
  if (section === 'removed' || section === 'released') return name !== undefined && rest.length === 0
  return isRepositories(section) && name !== undefined && !rest.some(key => isField(String(key)))
}

/** Also where it is misspelt. */
const isRepositories = (section: Path[number] | undefined): boolean =>
  section === REPOSITORIES ||
  meantAtRoot(String(section)) === REPOSITORIES ||
  foreign(String(section), manifestSchema)?.path[0] === REPOSITORIES

const REPOSITORIES = 'repositories'

function keyAt([section, name, ...rest]: Path, key: KeyHere): Finding | undefined {
  if (section !== 'repositories' || name === undefined || rest.length > 0) return undefined
  return fieldAsName(String(name), key) ?? rootAsName(String(name), key)
}

const scalarAt = (path: Path, source: string): Finding | undefined => versionAt(path, source) ?? ofKind(path, source)

const ofKind = ([section, , facet, ...rest]: Path, source: string): Finding | undefined =>
  BLOCKS.includes(section) ? keyedKind(String(facet))?.misread?.(rest, source) : undefined

/** The version is a number that some write with a dot. */
const versionAt = (path: Path, source: string): Finding | undefined =>
  path.length === 1 && path[0] === 'version' && /^1\.0+$/.test(source)
    ? {
        code: 'WRONG_VALUE',
        summary: 'version is 1, a number without a dot',
        detail: 'It says which format the manifest has, and there is one.',
        hint: 'Write:',
        example: ['version: 1'],
      }
    : undefined

const EMPTY_MANIFEST: Finding = {
  code: 'EMPTY_MANIFEST',
  summary: 'The file is empty',
  detail: 'An empty manifest manages nothing, which is rarely meant.',
  hint: 'Begin with:',
  example: ['version: 1', 'name: my-platform', 'repositories:', '  team/app:'],
}

const EMPTY_FRAGMENT: Finding = {
  ...EMPTY_MANIFEST,
  detail: 'It is included, so repositories are expected here.',
  hint: 'Remove the file, or begin with:',
  example: ['repositories:', '  team/app:'],
}

/** What the reader of a YAML file is told of the form beforehand. */
export const EXPECTED = {
  manifest: { whenEmpty: EMPTY_MANIFEST, textAt, scalarAt, keyAt, mayBeEmpty, grammar: GRAMMAR, salvage: ['include'] },
  fragment: { whenEmpty: EMPTY_FRAGMENT, isOfOthers: true, textAt, scalarAt, keyAt, mayBeEmpty, grammar: GRAMMAR },
} as const satisfies Readonly<Record<string, Expected>>
