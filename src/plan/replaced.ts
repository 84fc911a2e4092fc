import { canonicalJson } from '../kinds/canonical.ts'
import { kindOf } from '../kinds/index.ts'
import type { Problem } from '../kinds/kind.ts'
import type { Fields } from '../model.ts'
import type { Judged } from './changes.ts'
import { labelOf } from './diff.ts'

/**
 * Of what is deleted and created again, the fields that the manifest leaves as they are. A failure puts back what was there;
 * a run that is killed between the two calls cannot, and the next one knows only what is declared.
 */
export function unsaidOf({ declared, difference, verdict }: Judged): readonly Problem[] {
  const { action, after } = difference
  if (action !== 'replace' || after === null || verdict.blocked) return []
  const kind = kindOf(declared.kind)
  const want = declared.want as Fields
  const alone = kind.canonical(kind.merge(null, want) as Fields)
  const unsaid = Object.entries(after).filter(
    ([field, value]) => !Object.hasOwn(want, field) && canonicalJson(alone[field]) !== canonicalJson(value),
  )
  if (unsaid.length === 0) return []
  return [
    {
      severity: 'warning',
      path: [],
      code: 'REPLACED_UNSAID',
      summary: `${labelOf(declared)} is deleted and created again with ${namesOf(unsaid)}, which the manifest does not say`,
      detail: 'If the run is killed between the two calls, it is lost: the next run creates only what is declared.',
      hint: `Declare it as it is now: ${unsaid.map(([field, value]) => `${field}: ${JSON.stringify(value)}`).join(', ')}`,
    },
  ]
}

const namesOf = (fields: readonly (readonly [string, unknown])[]): string => fields.map(([field]) => field).join(', ')
