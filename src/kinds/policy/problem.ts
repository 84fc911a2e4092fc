import type { Path, Problem } from '../kind.ts'

/** ECR says no more of a bad policy than that it is bad. */
export const notInPolicy = (path: Path, summary: string, hint: string): Problem => ({
  path,
  code: 'REPOSITORY_POLICY',
  summary,
  detail: 'ECR would answer "Invalid repository policy provided" and keep the policy that is there.',
  hint,
})

/** The problem of a part, seen from what the part stands in. */
export const under =
  (...steps: Path) =>
  (problem: Problem): Problem => ({ ...problem, path: [...steps, ...problem.path] })
