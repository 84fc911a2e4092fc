import { harmlessJson } from '../../harmless.ts'
import { isFields } from '../../kinds/canonical.ts'
import { laidOut } from '../../layout/laid-out.ts'
import { schemaLine } from '../../layout/starter.ts'
import type { Fields } from '../../model.ts'

/** A file that is not written yet. */
export interface DraftFile {
  readonly path: string
  readonly text: string
}

export interface Sections {
  readonly form: 'manifest' | 'fragment'
  readonly sections: Fields
  /** Lines of a comment at the end. */
  readonly remarks?: readonly string[]
}

/** JSON within YAML, which no reader takes for anything else, in the one layout of manifests. */
export function textOf({ form, sections, remarks = [] }: Sections): string {
  const lines = Object.entries(sections).flatMap(([key, value]) => sectionLines(key, value))
  return laidOut([schemaLine(form), ...lines, ...remarks, ''].join('\n'), form)
}

/** The members of a section each in its own line, and a repository that says nothing itself with nothing behind its name. */
function sectionLines(key: string, value: unknown): readonly string[] {
  if (Array.isArray(value) && value.length > 0) return ['', `${key}:`, ...value.map(item => `  - ${jsonOf(item)}`)]
  if (!isFields(value) || Object.keys(value).length === 0) return [`${key}: ${jsonOf(value)}`]
  const members = Object.entries(value).map(([name, inner]) => `  ${memberOf(name, inner, key === 'repositories')}`)
  return ['', `${key}:`, ...members]
}

function memberOf(name: string, value: unknown, isRepository: boolean): string {
  const isBare = isRepository && isFields(value) && Object.keys(value).length === 0
  return `${jsonOf(name)}:${isBare ? '' : ` ${jsonOf(value)}`}`
}

/** In which nothing is hidden that YAML would refuse. */
const jsonOf = (value: unknown): string => harmlessJson(JSON.stringify(value))
