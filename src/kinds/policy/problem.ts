import type { Path, Problem } from '../kind.ts'

const CODE = 'REPOSITORY_POLICY'

/** ECR says no more of a bad policy than that it is bad. */
export const notInPolicy = (path: Path, summary: string, hint: string): Problem => ({
  path,
  code: CODE,
  summary,
  detail: 'ECR would answer "Invalid repository policy provided" and keep the policy that is there.',
  hint,
})

/** The same rule of IAM's grammar, broken by the policy of the registry. */
export function ofRegistryPolicy({ code, summary, detail, hint, ...problem }: Problem): Problem {
  const said = (text: string) =>
    text.replaceAll('repository policy', 'registry policy').replace('repositoryPolicy:', 'policy:')
  return {
    ...problem,
    ...(code === CODE ? { code: 'REGISTRY_POLICY' } : { code }),
    summary: said(summary),
    ...(detail !== undefined && { detail: said(detail) }),
    ...(hint !== undefined && { hint: said(hint) }),
  }
}
