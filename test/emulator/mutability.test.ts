import type { ImageTagMutability, ImageTagMutabilityExclusionFilter } from '@aws-sdk/client-ecr'
import { beforeEach, describe, expect, test } from 'vitest'
import { ACCOUNT, emulated } from './ecr.ts'

const world = emulated()
const repositoryName = 'aa'

const filters = (...patterns: string[]): ImageTagMutabilityExclusionFilter[] =>
  patterns.map(filter => ({ filterType: 'WILDCARD', filter }))

beforeEach(async () => {
  await world.ecr.createRepository({ repositoryName })
})

const put = (
  imageTagMutability: ImageTagMutability,
  imageTagMutabilityExclusionFilters?: ImageTagMutabilityExclusionFilter[],
) => world.ecr.putImageTagMutability({ repositoryName, imageTagMutability, imageTagMutabilityExclusionFilters })

async function stored() {
  const { repositories } = await world.ecr.describeRepositories({ repositoryNames: [repositoryName] })
  return repositories?.[0]
}

describe('PutImageTagMutability', () => {
  test('replaces setting and filters together', async () => {
    const answer = await put('IMMUTABLE_WITH_EXCLUSION', filters('a*', 'b'))
    const expected = {
      imageTagMutability: 'IMMUTABLE_WITH_EXCLUSION',
      imageTagMutabilityExclusionFilters: filters('a*', 'b'),
    }
    expect(answer).toMatchObject({ registryId: ACCOUNT, repositoryName, ...expected })
    expect(await stored()).toMatchObject(expected)
  })

  test('drops the filters with a plain value', async () => {
    await put('MUTABLE_WITH_EXCLUSION', filters('a*'))
    expect(await put('IMMUTABLE')).not.toHaveProperty('imageTagMutabilityExclusionFilters')
    expect(await stored()).not.toHaveProperty('imageTagMutabilityExclusionFilters')
  })

  test.each([
    ['MUTABLE_WITH_EXCLUSION', undefined, "can't be null when imageTagMutability is set as MUTABLE_WITH_EXCLUSION"],
    ['IMMUTABLE_WITH_EXCLUSION', undefined, "can't be null when imageTagMutability is set as IMMUTABLE_WITH_EXCLUSION"],
    ['MUTABLE', ['a'], 'must be null when imageTagMutability is set as MUTABLE'],
    ['IMMUTABLE', ['a'], 'must be null when imageTagMutability is set as IMMUTABLE'],
    ['MUTABLE_WITH_EXCLUSION', [], 'Member must have length greater than or equal to 1'],
    ['MUTABLE_WITH_EXCLUSION', ['a', 'b', 'c', 'd', 'e', 'f'], 'Member must have length less than or equal to 5'],
    ['MUTABLE_WITH_EXCLUSION', ['a*b*c*'], "Filter 'a*b*c*' must not have more than 2 wildcards"],
    ['MUTABLE_WITH_EXCLUSION', ['a/b'], 'must satisfy regular expression'],
    ['MUTABLE_WITH_EXCLUSION', [''], 'Member must have length greater than or equal to 1'],
    ['MUTABLE_WITH_EXCLUSION', ['a'.repeat(129)], 'Member must have length less than or equal to 128'],
  ] as const)('refuses %s with the filters %j', async (mutability, patterns, message) => {
    await expect(put(mutability, patterns && filters(...patterns))).rejects.toMatchObject({
      name: 'InvalidParameterException',
      message: expect.stringContaining(message),
    })
  })

  test.each([
    { imageTagMutability: 'SOMETIMES' },
    { imageTagMutability: null },
    {
      imageTagMutability: 'MUTABLE_WITH_EXCLUSION',
      imageTagMutabilityExclusionFilters: [{ filterType: 'REGEX', filter: 'a' }],
    },
    { imageTagMutability: 'MUTABLE_WITH_EXCLUSION', imageTagMutabilityExclusionFilters: [{ filter: 'a' }] },
  ])('refuses %j', async input => {
    expect(await world.post('PutImageTagMutability', { repositoryName, ...input })).toMatchObject({
      status: 400,
      body: { __type: 'InvalidParameterException' },
    })
  })

  test('refuses an unknown repository', async () => {
    await expect(
      world.ecr.putImageTagMutability({ repositoryName: 'bb', imageTagMutability: 'MUTABLE' }),
    ).rejects.toMatchObject({ name: 'RepositoryNotFoundException' })
  })
})
