import { expect } from 'vitest'
import { ACCOUNT } from '../ecr.ts'
import type { Conformance } from './conformance.ts'
import { DAY, image, keep, later, lifecycle, many, repository, repositoryName } from './given.ts'

const tagged = { tagStatus: 'tagged', tagPrefixList: ['v'] }
const policyText = lifecycle(keep(2, 20), keep(1, 10, tagged))
const STORED = JSON.stringify({ rules: [keep(1, 10, tagged), keep(2, 20)] })
const put = { repositoryName, lifecyclePolicyText: policyText }

export const LIFECYCLE: readonly Conformance[] = [
  {
    operation: 'PutLifecyclePolicy',
    works: {
      'stored minified, rules by priority': async world => {
        await repository(world)
        const answer = await world.ecr.putLifecyclePolicy(put)
        expect(answer).toMatchObject({ registryId: ACCOUNT, repositoryName, lifecyclePolicyText: STORED })
      },
      'acts when the lifecycle runs': async world => {
        await image(world)
        const rule = { tagStatus: 'any', countType: 'sinceImagePushed', countUnit: 'days', countNumber: 1 }
        const text = lifecycle({ rulePriority: 1, selection: rule, action: { type: 'expire' } })
        await world.ecr.putLifecyclePolicy({ repositoryName, lifecyclePolicyText: text })
        expect(world.emulator.runLifecycle()).toEqual({ expired: 0, archived: 0 })
        world.emulator.clock.advance(DAY + 1)
        expect(world.emulator.runLifecycle()).toEqual({ expired: 1, archived: 0 })
        expect((await world.ecr.listImages({ repositoryName })).imageIds).toEqual([])
      },
      'up to 50 rules': async world => {
        await repository(world)
        const rules = many(50, index => keep(1, index + 1, { tagStatus: 'tagged', tagPrefixList: [`v${index}-`] }))
        const answer = await world.ecr.putLifecyclePolicy({ repositoryName, lifecyclePolicyText: lifecycle(...rules) })
        expect(answer.lifecyclePolicyText).toBe(JSON.stringify({ rules }))
      },
    },
    refuses: {
      RepositoryNotFoundException: ({ ecr }) => ecr.putLifecyclePolicy(put),
      'InvalidParameterException fewer than 100 characters': async world => {
        await repository(world)
        return world.ecr.putLifecyclePolicy({ repositoryName, lifecyclePolicyText: '{"rules":[]}' })
      },
      'InvalidParameterException more than 30,720 characters': async world => {
        await repository(world)
        return world.ecr.putLifecyclePolicy({ repositoryName, lifecyclePolicyText: policyText.padEnd(30_721) })
      },
      'InvalidParameterException one priority twice': async world => {
        await repository(world)
        const lifecyclePolicyText = lifecycle(keep(1, 1, tagged), keep(2, 1))
        return world.ecr.putLifecyclePolicy({ repositoryName, lifecyclePolicyText })
      },
      'InvalidParameterException any before others': async world => {
        await repository(world)
        const lifecyclePolicyText = lifecycle(keep(1, 1), keep(2, 2, tagged))
        return world.ecr.putLifecyclePolicy({ repositoryName, lifecyclePolicyText })
      },
      'InvalidParameterException a member of nobody': async world => {
        await repository(world)
        const lifecyclePolicyText = lifecycle({ ...keep(1), reason: 'none' })
        return world.ecr.putLifecyclePolicy({ repositoryName, lifecyclePolicyText })
      },
    },
  },
  {
    operation: 'GetLifecyclePolicy',
    works: {
      'text and last evaluation, the epoch before the first': async world => {
        await repository(world)
        await world.ecr.putLifecyclePolicy(put)
        const answer = { registryId: ACCOUNT, repositoryName, lifecyclePolicyText: STORED }
        expect(await world.ecr.getLifecyclePolicy({ repositoryName })).toMatchObject({
          ...answer,
          lastEvaluatedAt: new Date(0),
        })
        world.emulator.clock.advance(DAY)
        world.emulator.runLifecycle()
        const { lastEvaluatedAt } = await world.ecr.getLifecyclePolicy({ repositoryName })
        expect(lastEvaluatedAt).toEqual(later(DAY))
      },
    },
    refuses: {
      LifecyclePolicyNotFoundException: async world => {
        await repository(world)
        return world.ecr.getLifecyclePolicy({ repositoryName })
      },
      RepositoryNotFoundException: ({ ecr }) => ecr.getLifecyclePolicy({ repositoryName }),
    },
  },
  {
    operation: 'DeleteLifecyclePolicy',
    works: {
      'answers what it deletes': async world => {
        await repository(world)
        await world.ecr.putLifecyclePolicy(put)
        const answer = {
          registryId: ACCOUNT,
          repositoryName,
          lifecyclePolicyText: STORED,
          lastEvaluatedAt: new Date(0),
        }
        expect(await world.ecr.deleteLifecyclePolicy({ repositoryName })).toMatchObject(answer)
        await expect(world.ecr.getLifecyclePolicy({ repositoryName })).rejects.toMatchObject({
          name: 'LifecyclePolicyNotFoundException',
        })
      },
    },
    refuses: {
      LifecyclePolicyNotFoundException: async world => {
        await repository(world)
        return world.ecr.deleteLifecyclePolicy({ repositoryName })
      },
      RepositoryNotFoundException: ({ ecr }) => ecr.deleteLifecyclePolicy({ repositoryName }),
    },
  },
]
