import { PULLS, UPLOADS } from '../aws/api.ts'
import type { Permissions } from '../kinds/permissions.ts'

/** Calls that have no action of their own. Source: IAM service authorization reference, Amazon ECR. */
const ASKED_AS: Readonly<Record<string, string>> = { ListImageReferrers: 'BatchGetImage' }

/** As IAM names what calls of ECR ask for. */
export const actionsOf = (calls: readonly string[]): readonly string[] => [
  ...new Set(calls.map(call => `ecr:${ASKED_AS[call] ?? call}`)),
]

export const readsOf = ({ reads = [] }: Permissions): readonly string[] => actionsOf(reads)

/** Without names it is authorized on all repositories. */
export const LISTS = actionsOf(['DescribeRepositories'])
/** It knows no resources. Without it tags are read one repository a call. */
export const TELLS_TAGS = ['tag:GetResources']
export const LOGS_IN = actionsOf(['GetAuthorizationToken'])
export const LOOKS_BEFORE_COPY = actionsOf(['DescribeImages'])
/** The copy of an image is many calls. */
export const COPIES = actionsOf([...Object.keys(PULLS), ...Object.keys(UPLOADS)])
