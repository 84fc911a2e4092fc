import type { Check } from './check.ts'

export const openOrganization: Check = {
  code: 'ECR103',
  severity: 'warning',
  title: 'A statement meant for an organization lets everybody in',
  why: 'It allows `*`, and either has no condition, though its name speaks of an organization, or a condition on the organization that those outside meet as well: with `ForAllValues:` or `…IfExists`, by a request that has no such key, or with a pattern that fits every organization.',
  source:
    '[aws:PrincipalOrgID](https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-principalorgid)',
  example: {
    found: `repositories:
  team/app:
    repositoryPolicy:
      statements:
        - Effect: Allow
          Principal: "*"
          Action: [ecr:BatchGetImage, ecr:GetDownloadUrlForLayer]
          Condition: { StringEqualsIfExists: { "aws:PrincipalOrgID": o-abc1234567 } }`,
    mended: `repositories:
  team/app:
    repositoryPolicy:
      access: { pull: [o-abc1234567] }`,
  },
}
