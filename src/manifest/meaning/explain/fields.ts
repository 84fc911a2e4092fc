import { EcrsyncError } from '../../../errors.ts'
import type { ExplainedField } from '../../../model.ts'
import { meant } from '../../../nearest.ts'
import { clipped } from '../../../words.ts'
import { FACETS, isKeyed, REGISTRY_FACETS, UNMANAGED, VARS, WAIVE } from '../../form/facets.ts'
import type { Explained } from './explained.ts'

/** Settings by where they are said. */
const KNOWN: Readonly<Record<'repository' | 'registry', readonly string[]>> = {
  repository: [VARS, ...FACETS, WAIVE, UNMANAGED],
  registry: [...REGISTRY_FACETS, WAIVE],
}

/**
 * Those of its fields that are asked for: a setting with all that is in it, or the one that the asked field is a part of. One
 * of which nothing is said is told without a value; where it is left to others, with the place that says so.
 */
export function fieldsFor(explained: Explained, asked: string): readonly ExplainedField[] {
  const found = explained.fields.filter(({ field }) => inPath(field, asked) || inPath(asked, field))
  if (found.length > 0) return found
  const unmanaged = explained.fields.find(({ field, value }) => field === UNMANAGED && leaves(value, asked))
  return [{ field: asked, chain: unmanaged?.chain ?? [] }]
}

const leaves = (value: unknown, asked: string): boolean =>
  Array.isArray(value) && value.some(entry => inPath(asked, String(entry)))

/** Whether a path is a field, or something in it. */
export const inPath = (path: string, field: string): boolean =>
  path === field || (path.startsWith(field) && /^[.[]/.test(path.slice(field.length)))

type Subject = keyof typeof KNOWN

/** @throws EcrsyncError INVALID_ARGUMENT for what is no setting of these */
export function checkField(asked: string, of: readonly Subject[]): void {
  const [facet = ''] = asked.split(/[.[]/)
  const known: readonly string[] = of.flatMap(subject => KNOWN[subject])
  if (known.includes(facet)) return
  const other = SUBJECTS.find(subject => KNOWN[subject].includes(facet))
  throw new EcrsyncError(
    'INVALID_ARGUMENT',
    `"${clipped(asked)}" is no setting of ${of.map(one => OF[one]).join(' or ')}`,
    {
      detail: other
        ? `It is one of ${OF[other]}.`
        : `Settings have the names that they have in a manifest; one of several is named by its key, as in ${known.find(isKeyed)}.KEY.`,
      hint: meant(facet, known, near => near) ?? `It has ${known.join(', ')}.`,
    },
  )
}

const SUBJECTS: readonly Subject[] = ['repository', 'registry']
const OF = { repository: 'a repository', registry: 'the registry' } as const
