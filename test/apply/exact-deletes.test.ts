import type { ImageIdentifier } from '@aws-sdk/client-ecr'
import { describe, expect, test } from 'vitest'
import { deleteOnce, exactDeletes, imageIdsIn, isSameId } from '../../src/apply/exact-deletes.ts'
import type { ImageDeleter, Operation } from '../../src/aws/api.ts'

type Answer = NonNullable<Awaited<ReturnType<ImageDeleter['deleteImages']>>['failures']>

/** A deleter that answers so, and what it was asked for. */
function deleter(answer: (ids: readonly ImageIdentifier[], call: number) => Answer) {
  const asked: (readonly ImageIdentifier[])[] = []
  const deleteImages: ImageDeleter['deleteImages'] = async (_, ids = []) => {
    asked.push(ids)
    return { failures: answer(ids, asked.length) }
  }
  const deleteSome = (ids: readonly ImageIdentifier[]) => deleteOnce({ deleteImages }, 'a', ids)
  return { deleter: deleteSome, asked }
}

/** All of them, where each look still lists them. */
async function deleteExactly(
  deleteSome: ReturnType<typeof deleter>['deleter'],
  repositoryName: string,
  ids: readonly ImageIdentifier[],
): Promise<void> {
  const deletes = exactDeletes(repositoryName, deleteSome)
  for (let isMore = true; isMore; ) isMore = await deletes.next(ids)
}

const images = (count: number) => Array.from({ length: count }, (_, index) => ({ imageDigest: `sha256:${index}` }))
const held = (ids: readonly ImageIdentifier[]): Answer =>
  ids.map(imageId => ({ imageId, failureCode: 'ImageReferencedByManifestList', failureReason: 'an index holds it' }))

describe('exactly these images', () => {
  test('go a hundred a call', async () => {
    const { deleter: images100, asked } = deleter(() => [])
    await deleteExactly(images100, 'a', images(250))
    expect(asked.map(ids => ids.length)).toEqual([100, 100, 50])
  })

  test('are gone where they are not there any more', async () => {
    const { deleter: one } = deleter(ids => ids.map(imageId => ({ imageId, failureCode: 'ImageNotFound' })))
    await expect(deleteExactly(one, 'a', images(2))).resolves.toBeUndefined()
  })

  test('that an index holds go once it is gone, however deep they lie', async () => {
    const { deleter: one, asked } = deleter(ids => held(ids.slice(1)))
    await deleteExactly(one, 'a', images(4))
    expect(asked.map(ids => ids.length)).toEqual([4, 3, 2, 1])
  })

  test('that an index holds which stays are refused', async () => {
    const { deleter: one, asked } = deleter(held)
    await expect(deleteExactly(one, 'a', images(2))).rejects.toMatchObject({
      code: 'REFUSED',
      detail: expect.stringContaining('an index holds it'),
    })
    expect(asked).toHaveLength(1)
  })

  test('whose tag has moved are refused, also beside others that an index held', async () => {
    const [moved, ...others] = images(3)
    const { deleter: one } = deleter((ids, call) => [
      ...(call === 1 ? held(others) : []),
      ...(ids.includes(moved as ImageIdentifier)
        ? [{ imageId: moved, failureCode: 'ImageTagDoesNotMatchDigest' as const, failureReason: 'it moved' }]
        : []),
    ])
    await expect(deleteExactly(one, 'a', [moved as ImageIdentifier, ...others])).rejects.toMatchObject({
      code: 'REFUSED',
      detail: expect.stringContaining('it moved (ImageTagDoesNotMatchDigest)'),
    })
  })
})

test.each<readonly [ImageIdentifier, ImageIdentifier, boolean]>([
  [{ imageTag: 'a', imageDigest: 'x' }, { imageTag: 'a' }, true],
  [{ imageTag: 'a', imageDigest: 'x' }, { imageTag: 'b', imageDigest: 'x' }, false],
  [{ imageDigest: 'x' }, { imageDigest: 'x' }, true],
  [{ imageDigest: 'x' }, { imageDigest: 'y' }, false],
])('%j and %j mean one thing: %s', (one, other, isSame) => expect(isSameId(one, other)).toBe(isSame))

test.each<readonly [string, Operation, readonly ImageIdentifier[]]>([
  [
    'its images',
    { action: 'BatchDeleteImage', input: { repositoryName: 'a', imageIds: [{ imageTag: 'v1' }] } },
    [{ imageTag: 'v1' }],
  ],
  [
    'none that it does not name',
    { action: 'BatchDeleteImage', input: { repositoryName: 'a', imageIds: undefined } },
    [],
  ],
  ['none of a repository', { action: 'DeleteRepository', input: { repositoryName: 'a' } }, []],
])('an operation deletes %s', (_, operation, ids) => expect(imageIdsIn(operation)).toEqual(ids))
