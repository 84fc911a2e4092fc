import { PRINCIPAL_ARN } from '../access/caller.ts'
import { AwsError } from '../errors.ts'
import { epochSeconds, operation } from './operation.ts'
import { page, pageMembers } from './paging.ts'
import { structure, text } from './shapes.ts'

const MOST = 100

const principalArn = text({ max: 200, pattern: PRINCIPAL_ARN })

export const registerPullTimeUpdateExclusion = operation(
  structure({ principalArn }),
  ({ registry: { pullTimeExclusions }, now }, { principalArn }) => {
    if (pullTimeExclusions.get(principalArn)) {
      throw new AwsError('ExclusionAlreadyExistsException', `The exclusion for '${principalArn}' already exists`)
    }
    if (pullTimeExclusions.size >= MOST) {
      throw new AwsError('LimitExceededException', `A registry can have at most ${MOST} pull time update exclusions`)
    }
    const exclusion = { principalArn, createdAt: epochSeconds(now) }
    pullTimeExclusions.put(exclusion)
    return exclusion
  },
)

export const deregisterPullTimeUpdateExclusion = operation(
  structure({ principalArn }),
  ({ registry: { pullTimeExclusions } }, { principalArn }) => {
    if (!pullTimeExclusions.get(principalArn)) {
      throw new AwsError('ExclusionNotFoundException', `There is no exclusion for '${principalArn}'`)
    }
    pullTimeExclusions.delete(principalArn)
    return { principalArn }
  },
)

export const listPullTimeUpdateExclusions = operation(structure(pageMembers), ({ registry }, input) => {
  const { list } = registry.pullTimeExclusions
  const { items, nextToken } = page({ list, keyOf: ({ principalArn }) => principalArn }, input)
  return { pullTimeUpdateExclusions: items.map(({ principalArn }) => principalArn), nextToken }
})
