import type { Check } from './check.ts'

export const unknownAction: Check = {
  code: 'ECR104',
  severity: 'warning',
  title: 'An action that IAM does not know',
  why: 'ECR stores a policy with a misspelt action and never asks about it: what it was to allow stays forbidden, and what it was to deny stays allowed.',
  source:
    '[Actions defined by Amazon Elastic Container Registry](https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonelasticcontainerregistry.html)',
  example: {
    found: `repositories:
  team/app:
    repositoryPolicy:
      statements:
        - { Effect: Allow, Principal: { AWS: "111122223333" }, Action: [ecr:BatchGetImages] }`,
    mended: `repositories:
  team/app:
    repositoryPolicy:
      statements:
        - { Effect: Allow, Principal: { AWS: "111122223333" }, Action: [ecr:BatchGetImage] }`,
  },
}
