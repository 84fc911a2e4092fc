import { describe, expect, test } from 'vitest'
import type { ImageCaller } from '../../src/aws/api.ts'
import { EcrsyncError } from '../../src/errors.ts'
import { compareRepositories, withConflicts } from '../../src/images/comparison.ts'
import { copier } from '../../src/images/copier.ts'
import { copyLack } from '../../src/images/repository-copy.ts'
import { pushImage } from '../emulator/ecr.ts'
import { imagesIn, QUIETLY, REPOSITORY, world } from './world.ts'

const FROM = 'old/app'

/** A repository with two images, `v1` and `v2`, that is to be copied; `between` is done just before a call of ours. */
async function staged(between: (action: string, count: number) => Promise<unknown> | undefined = () => undefined) {
  const at = await world()
  await at.ecr.createRepository({ repositoryName: FROM })
  const one = await pushImage(at.ecr, FROM, 'one', 'v1')
  const two = await pushImage(at.ecr, FROM, 'two', 'v2')
  at.emulator.clearCalls()
  const counts = new Map<string, number>()
  const call: ImageCaller['call'] = async (action, input, options) => {
    counts.set(action, (counts.get(action) ?? 0) + 1)
    await between(action, counts.get(action) ?? 0)
    return at.caller.call(action, input, options)
  }
  const from = { caller: at.caller, repositoryName: FROM }
  const to = { caller: at.caller, repositoryName: REPOSITORY }
  const slept: number[] = []
  const copying = {
    copier: copier({ caller: { call }, sources: at.sources }),
    copying: QUIETLY,
    copied: () => undefined,
    sleep: async (milliseconds: number) => slept.push(milliseconds),
  }
  const compare = () => compareRepositories(from, to)
  const copy = async (comparison = compare()) => copyLack(from, to, await comparison, copying)
  return { ...at, one, two, compare, copy, slept, copying, from, to }
}

/** The tag that a call is about. */
const tagIn = ({ imageTag, imageIds }: Readonly<Record<string, unknown>>): unknown =>
  imageTag ?? (imageIds as readonly { imageTag?: string }[] | undefined)?.[0]?.imageTag
const idIn = (ids: unknown): unknown => (ids as readonly { imageDigest?: string }[])[0]?.imageDigest

const tagOf = async ({ ecr }: Pick<Awaited<ReturnType<typeof staged>>, 'ecr'>, tag: string) =>
  Object.entries(await imagesIn(ecr)).find(([, tags]) => tags.includes(tag))?.[0]

describe('a comparison', () => {
  /** An ECR whose every answer is made by the test, and which is asked so often at most. */
  function fakeEcr(answer: () => object, most = 10): ImageCaller {
    let asked = 0
    const call = async () => {
      asked += 1
      if (asked > most) throw new Error(`asked ${asked} times`)
      return answer()
    }
    return { call } as unknown as ImageCaller
  }

  test('with a listing that answers the same page again ends, and does not take it for whole', async () => {
    const from = { caller: fakeEcr(() => ({ imageDetails: [], nextToken: 'again' })), repositoryName: FROM }
    const to = { caller: fakeEcr(() => ({ imageDetails: [] })), repositoryName: REPOSITORY }
    await expect(compareRepositories(from, to)).rejects.toMatchObject({ message: 'ECR answers the same page again' })
  })

  test('is what the copy goes by: nothing is listed again', async () => {
    const at = await staged()
    const comparison = await at.compare()
    at.emulator.clearCalls()
    await at.copy(Promise.resolve(comparison))
    expect(at.inputs('DescribeImages').map(tagIn).sort()).toEqual(['v1', 'v2'])
  })

  test('tells a tag that somebody moved as a conflict, once', () => {
    const lack = { images: [], tags: [{ tag: 'v1', digest: 'a' }], conflicts: [], archived: [], common: 0 }
    const met = [{ tag: 'v1', digest: 'a', there: 'b' }]
    expect(withConflicts(lack, met)).toMatchObject({ tags: [], conflicts: met })
    expect(withConflicts({ ...lack, tags: [], conflicts: met }, met)).toMatchObject({ conflicts: met })
    expect(withConflicts({ ...lack, tags: [] }, met)).toMatchObject({ tags: [], conflicts: [] })
  })
})

describe('a tag', () => {
  test('is looked at directly before it is put', async () => {
    const at = await staged()
    await at.copy()
    const all = at.emulator.calls.map(({ operation, input = {} }) => [operation, tagIn(input), input.imageIds] as const)
    const ofTag = all.filter(([, tag]) => tag === 'v1').map(([operation]) => operation)
    expect(ofTag).toEqual(['DescribeImages', 'PutImage'])
    const pulled = all.findLastIndex(([operation, , ids]) => operation === 'BatchGetImage' && idIn(ids) === at.one)
    expect(pulled).toBeLessThan(all.findIndex(([, tag]) => tag === 'v1'))
  })

  test('that somebody pushed while images were copied stays where it is, and is told', async () => {
    let hotfix = ''
    const at = await staged(async (action, count) => {
      if (action === 'CompleteLayerUpload' && count === 1) hotfix = await pushImage(at.ecr, REPOSITORY, 'hotfix', 'v1')
    })
    const { conflicts, failures } = await at.copy()
    expect([conflicts, failures]).toEqual([[{ tag: 'v1', digest: at.one, there: hotfix }], []])
    expect([await tagOf(at, 'v1'), await tagOf(at, 'v2')]).toEqual([hotfix, at.two])
  })

  test('that moves, and that somebody moved meanwhile, stays there', async () => {
    let hotfix = ''
    const at = await staged(async action => {
      if (action === 'BatchGetImage' && hotfix !== '') hotfix = await pushImage(at.ecr, REPOSITORY, 'hotfix', 'v1')
    })
    await at.copy()
    await pushImage(at.ecr, FROM, 'three', 'v1')
    hotfix = 'soon'
    const { conflicts } = await at.copy()
    expect(conflicts).toMatchObject([{ tag: 'v1', there: hotfix }])
    expect(await tagOf(at, 'v1')).toBe(hotfix)
  })

  test('that is where it should be by now is not put', async () => {
    const at = await staged()
    const comparison = await at.compare()
    await at.copy()
    at.emulator.clearCalls()
    const tagsOnly = { ...comparison, lack: { ...comparison.lack, images: [] } }
    expect(await at.copy(Promise.resolve(tagsOnly))).toEqual({ failures: [], conflicts: [] })
    expect(at.calls()).not.toContain('PutImage')
  })

  test.each([
    ['throttled', 'ThrottlingException'],
    ['lost before it took effect', 'DropBefore'],
    ['lost after it took effect', 'DropAfter'],
    ['failed by ECR', 'ServerException'],
  ])('whose write is %s is looked at before it is written again', async (_, error) => {
    const at = await staged()
    await at.copy()
    const three = await pushImage(at.ecr, FROM, 'three', 'v1')
    at.emulator.clearCalls()
    at.emulator.inject({ operation: 'PutImage', error, repository: REPOSITORY, when: { at: 2 } })
    expect(await at.copy()).toEqual({ failures: [], conflicts: [] })
    expect(await tagOf(at, 'v1')).toBe(three)
    expect(at.slept).toEqual([250])
  })

  test('whose write is throttled while somebody moves it stays where they moved it', async () => {
    let isReady = false
    let hotfix = ''
    const at = await staged()
    await at.copy()
    await pushImage(at.ecr, FROM, 'three', 'v1')
    at.emulator.inject({ operation: 'PutImage', error: 'ThrottlingException', repository: REPOSITORY, when: { at: 2 } })
    isReady = true
    const sleep = async () => {
      if (isReady) hotfix = await pushImage(at.ecr, REPOSITORY, 'hotfix', 'v1')
    }
    const { conflicts } = await copyLack(at.from, at.to, await at.compare(), { ...at.copying, sleep })
    expect(conflicts).toMatchObject([{ tag: 'v1', there: hotfix }])
    expect(await tagOf(at, 'v1')).toBe(hotfix)
  })
})

describe('what fails', () => {
  test('stops nothing else, and is told for each image', async () => {
    const at = await staged()
    at.emulator.inject({ operation: 'CompleteLayerUpload', error: 'InvalidParameterException', when: { first: 1 } })
    const { failures } = await at.copy()
    expect(failures).toMatchObject([{ error: { awsName: 'InvalidParameterException' } }])
    expect(Object.keys(await imagesIn(at.ecr))).toHaveLength(1)
  })

  test('is told for each tag', async () => {
    const at = await staged(async (action, count) => {
      if (action === 'DescribeImages' && count === 1) throw new EcrsyncError('ACCESS_DENIED', 'no')
    })
    const { failures } = await at.copy()
    expect(failures).toMatchObject([{ tag: expect.stringMatching(/^v/), error: { code: 'ACCESS_DENIED' } }])
  })

  test('for everybody ends the copy', async () => {
    const at = await staged(async action => {
      if (action === 'InitiateLayerUpload') throw new EcrsyncError('BAD_CREDENTIALS', 'no')
    })
    at.emulator.clearCalls()
    const { failures } = await at.copy()
    expect(failures.length).toBeGreaterThan(0)
    expect(at.calls()).not.toContain('PutImage')
  })

  test('by a bug is no failure of an image', async () => {
    const at = await staged(async action => {
      if (action === 'InitiateLayerUpload') throw new TypeError('x is not a function')
    })
    await expect(at.copy()).rejects.toThrow('x is not a function')
  })
})
