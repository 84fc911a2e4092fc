import { type EcrsyncError, wholeText } from '../errors.ts'
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
  return [oneByOne(isAsked, { detail: wholeText(failure), hint: isDenied ? HINT_DENIED : HINT_FAILED })]
}

const oneByOne = (isAsked: boolean, said: Pick<Diagnostic, 'detail' | 'hint'>): Diagnostic => ({
  severity: isAsked ? 'warning' : 'note',
  code: 'TAGS_ONE_BY_ONE',
  summary: 'Tags were read by one call for each repository, because the tagging API did not tell them',
  ...said,
})

const NOWHERE = {
  detail: 'ECR is asked at an endpoint of its own, and nothing says where the tagging API is.',
  hint: 'Set AWS_ENDPOINT_URL_RESOURCE_GROUPS_TAGGING_API, or leave --tag-reader out.',
}
const HINT_DENIED =
  'Allow tag:GetResources on *, as the statement Tags of iam-policy.json does; or add --tag-reader ecr.'
const HINT_FAILED = 'Run it again; if it stays so, add --tag-reader ecr.'
