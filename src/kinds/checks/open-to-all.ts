import type { Check } from './check.ts'

export const openToAll: Check = {
  code: 'ECR101',
  severity: 'warning',
  title: 'A statement lets everybody in',
  why: 'Anybody with an AWS account may use the repository or the registry: without a condition, or under one that holds nobody back. Images hold code, and often more than their authors know. What is to be public is better kept in ECR Public, where it costs its readers nothing.',
  source:
    '[Amazon ECR repository policies](https://docs.aws.amazon.com/AmazonECR/latest/userguide/repository-policies.html)',
  example: {
    found: `repositories:
  team/app:
    repositoryPolicy:
      statements:
        - { Effect: Allow, Principal: "*", Action: [ecr:BatchGetImage, ecr:GetDownloadUrlForLayer] }`,
    mended: `repositories:
  team/app:
    repositoryPolicy:
      access: { pull: ["111122223333"] }`,
  },
}
