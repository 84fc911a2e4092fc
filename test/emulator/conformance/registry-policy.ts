import { expect } from 'vitest'
import { ACCOUNT, clientOf } from '../ecr.ts'
import type { Conformance, World } from './conformance.ts'
import { OTHER_ACCOUNT, policy, repository, repositoryName } from './given.ts'

const everything = {
  Sid: 'others',
  Effect: 'Allow',
  Principal: { AWS: [OTHER_ACCOUNT] },
  Action: ['ecr:*'],
  Resource: [`arn:aws:ecr:us-east-1:${ACCOUNT}:repository/*`],
}
const STORED = `{
  "Version" : "2012-10-17",
  "Statement" : [ {
    "Sid" : "others",
    "Effect" : "Allow",
    "Principal" : {
      "AWS" : [ "${OTHER_ACCOUNT}" ]
    },
    "Action" : [ "ecr:*" ],
    "Resource" : [ "arn:aws:ecr:us-east-1:${ACCOUNT}:repository/*" ]
  } ]
}`

const put = ({ ecr }: World, policyText = policy(everything)) => ecr.putRegistryPolicy({ policyText })
const denied = { name: 'AccessDeniedException' }

export const REGISTRY_POLICY: readonly Conformance[] = [
  {
    operation: 'PutRegistryPolicy',
    works: {
      'printed as ECR prints it': async world => {
        expect(await put(world)).toMatchObject({ registryId: ACCOUNT, policyText: STORED })
      },
      'replaces the whole policy': async world => {
        await put(world)
        const { policyText } = await put(world, policy({ ...everything, Sid: 'more' }))
        expect(policyText).toBe(STORED.replace('others', 'more'))
      },
      'grants to other accounts': async world => {
        const other = clientOf(world.emulator, { accessKey: OTHER_ACCOUNT })
        const request = { registryId: ACCOUNT, repositoryName }
        await expect(other.createRepository(request)).rejects.toMatchObject(denied)
        await put(world)
        expect((await other.createRepository(request)).repository).toMatchObject(request)
      },
      'an ARN that lacks a field, which is then about nothing': async world => {
        const policyText = policy({ ...everything, Resource: 'arn:aws:us-east-1:012345678901:repository/*' })
        expect((await put(world, policyText)).policyText).toContain('"arn:aws:us-east-1:012345678901:repository/*"')
        const other = clientOf(world.emulator, { accessKey: OTHER_ACCOUNT })
        await expect(other.createRepository({ registryId: ACCOUNT, repositoryName })).rejects.toMatchObject(denied)
      },
      'all resources but some': async world => {
        const { Resource: NotResource, ...rest } = everything
        await put(world, policy({ ...rest, NotResource: [...NotResource, 'arn:aws:ecr:*'] }))
        const other = clientOf(world.emulator, { accessKey: OTHER_ACCOUNT })
        await expect(other.createRepository({ registryId: ACCOUNT, repositoryName })).rejects.toMatchObject(denied)
        await put(world, policy({ ...rest, NotResource: `arn:aws:ecr:us-east-1:${ACCOUNT}:repository/closed` }))
        await other.createRepository({ registryId: ACCOUNT, repositoryName })
      },
      'a denial weighs more than what a repository grants': async world => {
        await repository(world)
        const other = clientOf(world.emulator, { accessKey: OTHER_ACCOUNT })
        const { Resource: _, ...inRepository } = everything
        await world.ecr.setRepositoryPolicy({ repositoryName, policyText: policy(inRepository) })
        const request = { registryId: ACCOUNT, repositoryName }
        expect((await other.listImages(request)).imageIds).toEqual([])
        await put(world, policy({ ...everything, Effect: 'Deny', Action: 'ecr:List*' }))
        await expect(other.listImages(request)).rejects.toMatchObject(denied)
      },
    },
    refuses: {
      'InvalidParameterException not JSON': world => put(world, '{'),
      'InvalidParameterException no resource': world => put(world, policy({ ...everything, Resource: undefined })),
      'InvalidParameterException resources and their opposite': world =>
        put(world, policy({ ...everything, NotResource: everything.Resource })),
      'InvalidParameterException a resource that is no ARN': world =>
        put(world, policy({ ...everything, Resource: ['*', 'payments/api'] })),
      'InvalidParameterException no principal': world => put(world, policy({ ...everything, Principal: undefined })),
      'InvalidParameterException a deleted principal': world =>
        put(world, policy({ ...everything, Principal: { AWS: 'AIDAEXAMPLEEXAMPLEEX' } })),
      'InvalidParameterException an action of another service': world =>
        put(world, policy({ ...everything, Action: 's3:GetObject' })),
      'InvalidParameterException 10,241 characters': world => put(world, policy(everything).padEnd(10_241)),
      'InvalidParameterException no text': ({ post }) => post('PutRegistryPolicy', {}),
    },
  },
  {
    operation: 'GetRegistryPolicy',
    works: {
      'as it was stored': async world => {
        await put(world)
        expect(await world.ecr.getRegistryPolicy({})).toMatchObject({ registryId: ACCOUNT, policyText: STORED })
      },
      'of its own Region': async world => {
        await put(world)
        const elsewhere = clientOf(world.emulator, { region: 'eu-west-1' })
        await expect(elsewhere.getRegistryPolicy({})).rejects.toMatchObject({
          name: 'RegistryPolicyNotFoundException',
        })
        expect((await world.ecr.getRegistryPolicy({})).policyText).toBe(STORED)
      },
    },
    refuses: { RegistryPolicyNotFoundException: ({ ecr }) => ecr.getRegistryPolicy({}) },
  },
  {
    operation: 'DeleteRegistryPolicy',
    works: {
      'answers what it deletes': async world => {
        await put(world)
        expect(await world.ecr.deleteRegistryPolicy({})).toMatchObject({ registryId: ACCOUNT, policyText: STORED })
        await expect(world.ecr.getRegistryPolicy({})).rejects.toMatchObject({ name: 'RegistryPolicyNotFoundException' })
      },
      'takes back what it granted': async world => {
        await put(world)
        await world.ecr.deleteRegistryPolicy({})
        const other = clientOf(world.emulator, { accessKey: OTHER_ACCOUNT })
        await expect(other.createRepository({ registryId: ACCOUNT, repositoryName })).rejects.toMatchObject(denied)
      },
    },
    refuses: { RegistryPolicyNotFoundException: ({ ecr }) => ecr.deleteRegistryPolicy({}) },
  },
]
