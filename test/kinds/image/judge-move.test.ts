import { describe, expect, test } from 'vitest'
import type { Fields, Need } from '../../../src/model.ts'
import { digestOf, type Holding, imageOf, plannedOver } from '../../scripted.ts'

const [A, B] = [digestOf('a'), digestOf('b')]
const NAME = 'team/api'
const MOVE = `image["${NAME}:prod"]`

const repository = (imageTagMutability: string, filters: readonly string[] = []): Holding => ({
  imageTagMutability: imageTagMutability as NonNullable<Holding['imageTagMutability']>,
  ...(filters.length > 0 && {
    imageTagMutabilityExclusionFilters: filters.map(filter => ({ filterType: 'WILDCARD' as const, filter })),
  }),
  images: [imageOf(A, ['prod', 'v1']), imageOf(B, ['v2'])],
})

const moving = (before: Holding, wanted: Fields = {}, images: Fields = { prod: B }) =>
  plannedOver({ [NAME]: before }, { [NAME]: { repository: wanted, image: images } })

describe('a tag that is immutable', () => {
  test.each([
    ['MUTABLE', [], undefined],
    ['IMMUTABLE', [], 'IMMUTABLE_TAG'],
    ['IMMUTABLE_WITH_EXCLUSION', ['pro*'], undefined],
    ['IMMUTABLE_WITH_EXCLUSION', ['v*'], 'IMMUTABLE_TAG'],
    ['MUTABLE_WITH_EXCLUSION', ['prod'], 'IMMUTABLE_TAG'],
    ['MUTABLE_WITH_EXCLUSION', ['v*'], undefined],
    ['IMMUTABLE_WITH_EXCLUSION', ['p.od'], 'IMMUTABLE_TAG'],
  ])('under %s with %j does not move: %s', async (mutability, filters, code) => {
    const { changes } = await moving(repository(mutability, filters))
    expect(changes.map(({ address, blocked }) => [address, blocked?.code])).toEqual([[MOVE, code]])
  })

  test('says what would let it move', async () => {
    const { changes } = await moving(repository('MUTABLE_WITH_EXCLUSION', ['prod']))
    expect(changes[0]?.blocked).toMatchObject({
      reason: 'prod is immutable (MUTABLE_WITH_EXCLUSION, excluded): ECR would refuse to move it',
      hint: expect.stringContaining('imageTagMutability: IMMUTABLE_WITH_EXCLUSION with the filter "prod"'),
    })
  })

  test('may be put where it is not yet', async () => {
    const { changes } = await moving(repository('IMMUTABLE'), {}, { fresh: B })
    expect(changes).toMatchObject([{ action: 'create' }])
    expect(changes[0]?.blocked).toBeUndefined()
  })
})

describe('a tag that moves in the plan that changes its repository', () => {
  const needs = async (before: Holding, wanted: Fields) => {
    const { changes } = await moving(before, wanted)
    const addresses = (needs: readonly Need[]) => needs.map(({ address }) => address)
    return Object.fromEntries(
      changes.map(({ address, needs, requires, blocked }) => [
        address,
        { needs: addresses(needs), requires: addresses(requires), blocked: blocked?.code },
      ]),
    )
  }

  test('to immutable moves first, and the repository is not changed without it', async () => {
    expect(await needs(repository('MUTABLE'), { imageTagMutability: 'IMMUTABLE' })).toEqual({
      [`repository["${NAME}"]`]: { needs: [MOVE], requires: [MOVE], blocked: undefined },
      [MOVE]: { needs: [], requires: [], blocked: undefined },
    })
  })

  test('to mutable moves when that is done', async () => {
    expect(await needs(repository('IMMUTABLE'), { imageTagMutability: 'MUTABLE' })).toEqual({
      [`repository["${NAME}"]`]: { needs: [], requires: [], blocked: undefined },
      [MOVE]: { needs: [`repository["${NAME}"]`], requires: [], blocked: undefined },
    })
  })

  test('to an exclusion of it moves when that is done', async () => {
    const wanted = {
      imageTagMutability: 'IMMUTABLE_WITH_EXCLUSION',
      imageTagMutabilityExclusionFilters: ['prod'],
    }
    expect(await needs(repository('IMMUTABLE'), wanted)).toMatchObject({
      [MOVE]: { needs: [`repository["${NAME}"]`], blocked: undefined },
    })
  })

  test('to another form of immutable does not move', async () => {
    const wanted = { imageTagMutability: 'IMMUTABLE_WITH_EXCLUSION', imageTagMutabilityExclusionFilters: ['v*'] }
    expect(await needs(repository('IMMUTABLE'), wanted)).toMatchObject({ [MOVE]: { blocked: 'IMMUTABLE_TAG' } })
  })

  test('and whose source is missing is not waited for', async () => {
    const { changes } = await moving(
      repository('MUTABLE'),
      { imageTagMutability: 'IMMUTABLE' },
      { prod: 'oci:./nothing' },
    )
    expect(changes).toMatchObject([
      { kind: 'repository', requires: [], needs: [] },
      { kind: 'image', blocked: { code: 'SOURCE_NOT_FOUND' } },
    ])
  })
})
