import { expect } from 'vitest'
import { arnOf } from '../ecr.ts'
import type { Conformance, World } from './conformance.ts'
import { many, repository, repositoryName } from './given.ts'

const resourceArn = arnOf(repositoryName)
const tag = (Key: string, Value = '') => ({ Key, Value })
const tagsOf = async ({ ecr }: World) => (await ecr.listTagsForResource({ resourceArn })).tags
const elsewhere = resourceArn.replace('us-east-1', 'eu-west-1')

export const TAGS: readonly Conformance[] = [
  {
    operation: 'TagResource',
    works: {
      'adds and overwrites by key': async world => {
        await repository(world, { tags: [tag('a', '1'), tag('b', '1')] })
        await world.ecr.tagResource({ resourceArn, tags: [tag('b', '2'), tag('B', '')] })
        expect(await tagsOf(world)).toEqual([tag('a', '1'), tag('b', '2'), tag('B')])
      },
      'keys of 128, values of 256 characters, 50 tags': async world => {
        await repository(world)
        const tags = [tag('ä'.repeat(128), 'é'.repeat(256)), ...many(49, index => tag(`key ${index}`))]
        await world.ecr.tagResource({ resourceArn, tags })
        expect(await tagsOf(world)).toHaveLength(50)
      },
    },
    refuses: {
      RepositoryNotFoundException: ({ ecr }) => ecr.tagResource({ resourceArn, tags: [tag('a')] }),
      'InvalidTagParameterException reserved key': async world => {
        await repository(world)
        return world.ecr.tagResource({ resourceArn, tags: [tag('aws:a')] })
      },
      'InvalidTagParameterException a character': async world => {
        await repository(world)
        return world.ecr.tagResource({ resourceArn, tags: [tag('a', '<')] })
      },
      'TooManyTagsException 51 in two calls': async world => {
        await repository(world, { tags: many(50, index => tag(`key-${index}`)) })
        return world.ecr.tagResource({ resourceArn, tags: [tag('a')] })
      },
      'InvalidParameterException not an ARN': ({ ecr }) =>
        ecr.tagResource({ resourceArn: repositoryName, tags: [tag('a')] }),
    },
  },
  {
    operation: 'UntagResource',
    works: {
      'by key, there or not': async world => {
        await repository(world, { tags: [tag('a'), tag('b')] })
        await world.ecr.untagResource({ resourceArn, tagKeys: ['a', 'none'] })
        expect(await tagsOf(world)).toEqual([tag('b')])
      },
    },
    refuses: {
      RepositoryNotFoundException: ({ ecr }) => ecr.untagResource({ resourceArn, tagKeys: ['a'] }),
      'InvalidTagParameterException reserved key': async world => {
        await repository(world)
        return world.ecr.untagResource({ resourceArn, tagKeys: ['aws:cloudformation:stack-name'] })
      },
      'InvalidParameterException another Region': ({ ecr }) =>
        ecr.untagResource({ resourceArn: elsewhere, tagKeys: ['a'] }),
    },
  },
  {
    operation: 'ListTagsForResource',
    works: {
      'all at once': async world => {
        await repository(world, { tags: many(50, index => tag(`key-${index}`)) })
        expect(await tagsOf(world)).toHaveLength(50)
      },
      'an empty list where there are none': async world => {
        await repository(world)
        expect(await tagsOf(world)).toEqual([])
      },
    },
    refuses: {
      RepositoryNotFoundException: world => tagsOf(world),
      'InvalidParameterException another Region': ({ ecr }) => ecr.listTagsForResource({ resourceArn: elsewhere }),
    },
  },
]
