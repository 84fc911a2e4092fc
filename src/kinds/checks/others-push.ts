import { under } from '../path.ts'
import { inOthersHands } from '../policy/others.ts'
import type { Check } from './check.ts'

export const othersPush: Check = {
  code: 'ECR102',
  severity: 'note',
  title: 'Another account may push',
  why: 'Whoever pushes decides what everybody else runs, and this account does not see who that is: the other one decides which of its users and roles may do it. Builds that push across accounts are common. They are worth a look, and a role is better than a whole account.',
  source:
    '[Cross-account policy evaluation logic](https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic-cross-account.html)',
  example: {
    found: `repositories:
  team/app:
    repositoryPolicy:
      access: { push: ["444455556666"] }`,
    mended: `repositories:
  team/app:
    repositoryPolicy:
      access: { pull: ["444455556666"] }`,
  },
  judges: {
    scope: 'repository',
    reads: ['repositoryPolicy'],
    find: ({ repositoryPolicy }, context) =>
      inOthersHands(repositoryPolicy, ['ecr:PutImage'], context).map(({ path, who }) =>
        under('repositoryPolicy')({
          path,
          code: othersPush.code,
          summary: `${who} may push`,
          detail: 'Whoever pushes decides what everybody else runs.',
          hint: 'Give pull alone, name the role that pushes, or waive it with the reason.',
        }),
      ),
  },
}
