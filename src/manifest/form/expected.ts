import type { Path } from '../../kinds/kind.ts'
import type { Finding } from '../text/findings.ts'
import type { TextHere } from '../text/scalars.ts'
import type { Expected } from '../text/values.ts'
import { TARGETS, TEXT_FACETS, VARS } from './facets.ts'
import { GRAMMAR } from './grammar.ts'

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

/** A repository of which nothing is said takes all from the layers. */
const mayBeEmpty = ([section, name, ...rest]: Path): boolean =>
  section === 'repositories' && name !== undefined && rest.length === 0

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
  manifest: { whenEmpty: EMPTY_MANIFEST, textAt, mayBeEmpty, grammar: GRAMMAR, salvage: ['include'] },
  fragment: { whenEmpty: EMPTY_FRAGMENT, isOfOthers: true, textAt, mayBeEmpty, grammar: GRAMMAR },
} as const satisfies Readonly<Record<string, Expected>>
