import { DAYS, lifecycleOf, nameOf, POLICY, TAGS } from '../servers/contents.js'

/** The same as our manifest, in Terraform's JSON syntax. @param {number} repositories */
export const configurationOf = repositories => ({
  resource: {
    aws_ecr_repository: {
      app: {
        for_each: `\${toset(${JSON.stringify(Array.from({ length: repositories }, (_, index) => nameOf(index)))})}`,
        name: '${each.key}',
        tags: TAGS,
      },
    },
    aws_ecr_repository_policy: {
      app: { for_each: '${aws_ecr_repository.app}', repository: '${each.value.name}', policy: JSON.stringify(POLICY) },
    },
    aws_ecr_lifecycle_policy: {
      app: {
        for_each: '${aws_ecr_repository.app}',
        repository: '${each.value.name}',
        policy: JSON.stringify(lifecycleOf(DAYS)),
      },
    },
  },
})
