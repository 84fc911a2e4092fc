import { expect } from 'vitest'
import { ACCOUNT, clientOf } from '../ecr.ts'
import type { Conformance } from './conformance.ts'
import { image, imageId, OTHER_ACCOUNT, policy, repository, repositoryName } from './given.ts'

const pull = {
  Sid: 'pull',
  Effect: 'Allow',
  Principal: { AWS: OTHER_ACCOUNT },
  Action: ['ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer'],
}
const STORED = `{
  "Version" : "2012-10-17",
  "Statement" : [ {
    "Sid" : "pull",
    "Effect" : "Allow",
    "Principal" : {
      "AWS" : "arn:aws:iam::${OTHER_ACCOUNT}:root"
    },
    "Action" : [ "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer" ]
  } ]
}`
const lockOut = policy({ Effect: 'Deny', Principal: '*', Action: 'ecr:SetRepositoryPolicy' })

export const REPOSITORY_POLICY: readonly Conformance[] = [
  {
    operation: 'SetRepositoryPolicy',
    works: {
      'printed as ECR prints it, accounts as ARNs': async world => {
        await repository(world)
        const answer = await world.ecr.setRepositoryPolicy({ repositoryName, policyText: policy(pull) })
        expect(answer).toMatchObject({ registryId: ACCOUNT, repositoryName, policyText: STORED })
      },
      'replaces the whole policy': async world => {
        await repository(world)
        await world.ecr.setRepositoryPolicy({ repositoryName, policyText: policy(pull) })
        const { policyText } = await world.ecr.setRepositoryPolicy({
          repositoryName,
          policyText: policy({ ...pull, Sid: 'other' }),
        })
        expect(policyText).toBe(STORED.replace('"pull"', '"other"'))
      },
      'grants to other accounts': async world => {
        await image(world)
        const other = clientOf(world.emulator, { accessKey: OTHER_ACCOUNT })
        const request = { registryId: ACCOUNT, repositoryName, imageIds: [imageId] }
        await expect(other.batchGetImage(request)).rejects.toMatchObject({ name: 'AccessDeniedException' })
        await world.ecr.setRepositoryPolicy({ repositoryName, policyText: policy(pull) })
        expect((await other.batchGetImage(request)).images).toHaveLength(1)
        await expect(other.listImages(request)).rejects.toMatchObject({ name: 'AccessDeniedException' })
      },
      'a lock-out by force': async world => {
        await repository(world)
        await world.ecr.setRepositoryPolicy({ repositoryName, policyText: lockOut, force: true })
        const again = world.ecr.setRepositoryPolicy({ repositoryName, policyText: policy(pull) })
        await expect(again).rejects.toMatchObject({ name: 'AccessDeniedException' })
      },
    },
    refuses: {
      RepositoryNotFoundException: ({ ecr }) => ecr.setRepositoryPolicy({ repositoryName, policyText: policy(pull) }),
      'InvalidParameterException not JSON': async world => {
        await repository(world)
        return world.ecr.setRepositoryPolicy({ repositoryName, policyText: '{' })
      },
      'InvalidParameterException no principal': async world => {
        await repository(world)
        return world.ecr.setRepositoryPolicy({ repositoryName, policyText: policy({ ...pull, Principal: undefined }) })
      },
      'InvalidParameterException a deleted principal': async world => {
        await repository(world)
        const policyText = policy({ ...pull, Principal: { AWS: 'AROAEXAMPLEEXAMPLEEX' } })
        return world.ecr.setRepositoryPolicy({ repositoryName, policyText })
      },
      'InvalidParameterException a lock-out': async world => {
        await repository(world)
        return world.ecr.setRepositoryPolicy({ repositoryName, policyText: lockOut })
      },
      'InvalidParameterException 10,241 characters': async world => {
        await repository(world)
        return world.ecr.setRepositoryPolicy({ repositoryName, policyText: policy(pull).padEnd(10_241) })
      },
    },
  },
  {
    operation: 'GetRepositoryPolicy',
    works: {
      'as it was stored': async world => {
        await repository(world)
        await world.ecr.setRepositoryPolicy({ repositoryName, policyText: policy(pull) })
        const answer = await world.ecr.getRepositoryPolicy({ repositoryName })
        expect(answer).toMatchObject({ registryId: ACCOUNT, repositoryName, policyText: STORED })
      },
    },
    refuses: {
      RepositoryPolicyNotFoundException: async world => {
        await repository(world)
        return world.ecr.getRepositoryPolicy({ repositoryName })
      },
      RepositoryNotFoundException: ({ ecr }) => ecr.getRepositoryPolicy({ repositoryName }),
    },
  },
  {
    operation: 'DeleteRepositoryPolicy',
    works: {
      'answers what it deletes': async world => {
        await repository(world)
        await world.ecr.setRepositoryPolicy({ repositoryName, policyText: policy(pull) })
        const answer = await world.ecr.deleteRepositoryPolicy({ repositoryName })
        expect(answer).toMatchObject({ registryId: ACCOUNT, repositoryName, policyText: STORED })
        await expect(world.ecr.getRepositoryPolicy({ repositoryName })).rejects.toMatchObject({
          name: 'RepositoryPolicyNotFoundException',
        })
      },
    },
    refuses: {
      RepositoryPolicyNotFoundException: async world => {
        await repository(world)
        return world.ecr.deleteRepositoryPolicy({ repositoryName })
      },
      RepositoryNotFoundException: ({ ecr }) => ecr.deleteRepositoryPolicy({ repositoryName }),
    },
  },
]
