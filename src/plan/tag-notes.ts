import type { EcrsyncError } from '../errors.ts'
import type { Diagnostic } from '../model.ts'
import type { TagReading } from './tag-lookup.ts'

/** That an emulator has no such index is nothing to be told, unless it was asked for. */
export function notesOf(reading: TagReading | undefined, failure?: EcrsyncError): readonly Diagnostic[] {
  if (reading === undefined) return []
  const { index, isAsked } = reading
  if (index === undefined) return isAsked ? [oneByOne(true, NOWHERE)] : []
  if (failure === undefined) return []
  const isDenied = failure.code === 'ACCESS_DENIED'
  if (!isAsked && !isDenied && !index.isCertain) return []
  const { message, detail } = failure
  const said = isDenied ? { hint: HINT_DENIED } : { ...(detail !== undefined && { detail }), hint: HINT_FAILED }
  return [oneByOne(isAsked, { because: message, ...said })]
}

const oneByOne = (
  isAsked: boolean,
  { because, ...said }: Pick<Diagnostic, 'detail' | 'hint'> & { readonly because: string },
): Diagnostic => ({
  severity: isAsked ? 'warning' : 'note',
  code: 'TAGS_ONE_BY_ONE',
  summary: `Tags were read one repository a call: ${because}`,
  ...said,
})

const NOWHERE = {
  because: 'nothing says where the tagging API is',
  detail: 'ECR is asked at an endpoint of its own, which may know ECR alone.',
  hint: 'Set AWS_ENDPOINT_URL_RESOURCE_GROUPS_TAGGING_API; or leave --tag-reader out.',
}
const HINT_DENIED =
  'Allow tag:GetResources on *, as the statement Tags of iam-policy.json does; or add --tag-reader ecr.'
const HINT_FAILED = 'Run it again; if it stays so, add --tag-reader ecr.'
