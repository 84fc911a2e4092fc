import { openOrganization } from '../checks/open-organization.ts'
import { openToAll as open } from '../checks/open-to-all.ts'
import type { Problem } from '../kind.ts'
import { under } from '../path.ts'
import { holdsNobody, type Said } from './condition-words.ts'
import { canonicalDocument, type PolicyDocument, type Statement } from './document.ts'
import { openToAll } from './evaluation/gains.ts'

/** Statements that let everybody in: without a condition, or under those that hold nobody back. */
export function checkOpenToAll(
  document: PolicyDocument,
  maximumText: number,
  actions?: readonly string[],
): readonly Problem[] {
  const canonical = canonicalDocument(document)
  // It is refused whole.
  if (JSON.stringify(canonical).length > maximumText) return []
  const letting = openToAll(canonical, actions)
  return canonical.Statement.flatMap((statement, index) =>
    letting.includes(statement) ? [under(index)(openProblem(statement))] : [],
  )
}

function openProblem(statement: Statement): Problem {
  const isExcept = statement.Principal === undefined
  const tests = Object.entries(statement.Condition ?? {}).flatMap(([operator, keys]) =>
    Object.entries(keys).map(([key, values]) => ({ operator, key, values: [values].flat().map(String) })),
  )
  const isForOrganization = !isExcept && isMeantForOrganization(statement, tests)
  return {
    severity: 'warning',
    path: [isExcept ? 'NotPrincipal' : 'Principal'],
    code: isForOrganization ? openOrganization.code : open.code,
    summary: isForOrganization
      ? 'A statement meant for an organization that lets everybody in'
      : 'A statement that lets everybody in',
    detail: tests.length === 0 ? unconditional(isExcept) : `${holdsNobody(tests)}: ${tests.map(whyNot).join('; ')}.`,
    hint: isExcept
      ? 'Name those who may, under Principal.'
      : 'Name accounts, or write a condition that holds others back, such as StringEquals aws:PrincipalOrgID.',
  }
}

/** By its name, or by what its conditions ask. */
const isMeantForOrganization = ({ Sid = '' }: Statement, tests: readonly Said[]): boolean =>
  /[Oo]rg(?:ani[sz]|s?(?![a-z]))/.test(Sid) || tests.some(({ key }) => /^aws:(?:Principal|Source)Org/i.test(key))

const unconditional = (isExcept: boolean): string =>
  isExcept
    ? 'Allow with NotPrincipal is for all whom it does not name: anybody with an AWS account may do this.'
    : 'Anybody with an AWS account may do this, without any condition.'

/** Why somebody whom nobody knows meets it. Source: IAM user guide, "Condition operators" and "Multivalued context keys". */
function whyNot({ operator, key }: Said): string {
  const name = operator.toLowerCase()
  if (name === 'null') return `requests of others are like that, too`
  if (name.startsWith('forallvalues:') || name.endsWith('ifexists')) return `it holds where a request has no ${key}`
  if (name.includes('not')) return 'it keeps out only those whom it names'
  if (name.endsWith('ipaddress')) return 'these are addresses of everybody'
  return `everybody can have such a value of ${key}`
}
