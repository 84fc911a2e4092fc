import type { Check } from './check.ts'

export const actionWithoutEffect: Check = {
  code: 'ECR105',
  severity: 'warning',
  title: 'An action on the registry in the policy of a repository',
  why: 'ECR is asked about `ecr:GetAuthorizationToken` and its like for the whole registry, never for a repository: here it gives nothing to anybody. Whoever cannot log in still cannot, and a reader believes otherwise.',
  source:
    '[Amazon ECR repository policies](https://docs.aws.amazon.com/AmazonECR/latest/userguide/repository-policies.html)',
  example: {
    found: `repositories:
  team/app:
    repositoryPolicy:
      statements:
        - Effect: Allow
          Principal: { AWS: "111122223333" }
          Action: [ecr:GetAuthorizationToken, ecr:BatchGetImage, ecr:GetDownloadUrlForLayer]`,
    mended: `repositories:
  team/app:
    repositoryPolicy:
      access: { pull: ["111122223333"] }`,
  },
}
