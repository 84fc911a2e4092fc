import { clipped } from '../../words.ts'
import type { Context, DocumentPart, Problem } from '../kind.ts'
import { isAbsent } from '../live.ts'
import { under } from '../path.ts'
import { hasPlaceholder } from '../placeholder.ts'
import { absentIn, isShared, statementsIn } from './want.ts'

/** What is wrong with the parts of a policy that is laid over what is there, by path into them. */
export function checkSharing(parts: readonly DocumentPart[], context: Context): readonly Problem[] {
  if (!isShared(parts)) return []
  const sids = new Set(parts.flatMap(part => statementsIn(part, context)).map(({ Sid }) => Sid))
  return parts.flatMap((part, index) => [...checkAbsent(part, sids), ...checkSids(part, context)].map(under(index)))
}

function checkAbsent(part: DocumentPart, declared: ReadonlySet<string | undefined>): readonly Problem[] {
  if (!isAbsent(part.body)) return []
  return absentIn(part).flatMap((sid, index) => {
    const path = ['absent', index]
    if (sid === '') return [{ ...WITHOUT_NAME, path }]
    return declared.has(sid) && !hasPlaceholder(sid) ? [{ ...absentAndDeclared(sid), path }] : []
  })
}

const WITHOUT_NAME = {
  code: 'ABSENT_WITHOUT_NAME',
  summary: 'A statement without a Sid cannot be taken away',
  detail: 'Nothing tells it from the statements of others.',
  hint: 'Write the Sid of a statement, or leave out `live` to declare all of the policy.',
}

const absentAndDeclared = (sid: string) => ({
  code: 'ABSENT_AND_DECLARED',
  summary: `The statement ${clipped(sid)} is declared, and is to be absent`,
  detail: 'It cannot both be there and be gone.',
  hint: 'Remove one of the two.',
})

/** Said once for each part: the levels of `access` have no Sids at all. */
function checkSids(part: DocumentPart, context: Context): readonly Problem[] {
  const unnamed = statementsIn(part, context).findIndex(({ Sid }) => !Sid)
  if (unnamed === -1) return []
  const { access, statements } = part.body as { readonly access?: unknown; readonly statements?: unknown }
  const path = access === undefined ? [statements === undefined ? 'Statement' : 'statements', unnamed] : ['access']
  return [
    {
      severity: 'warning',
      path,
      code: 'SHARED_WITHOUT_SID',
      summary: 'A statement without a Sid beside those of others',
      detail:
        'It is added unless an equal one is there. Once it is, it cannot be told from those of others: to change it here would add a second one.',
      hint:
        access === undefined
          ? 'Give it a Sid that nobody else uses, for example Sid: my-team-pull.'
          : 'Write it under statements, with a Sid that nobody else uses.',
    },
  ]
}
