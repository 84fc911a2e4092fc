import { expect, test } from 'vitest'
import type { ImageCaller } from '../../src/aws/api.ts'
import { compareRepositories } from '../../src/images/repository-copy.ts'

/** An ECR whose every answer is made by the test, and which is asked so often at most. */
function fakeEcr(answer: (action: string, input: object) => object, most = 10): ImageCaller {
  let asked = 0
  const call = async (action: string, input: object) => {
    asked += 1
    if (asked > most) throw new Error(`asked ${asked} times`)
    return answer(action, input)
  }
  return { call } as unknown as ImageCaller
}

test('a listing that answers the same page again ends, and is not taken for whole', async () => {
  const from = { caller: fakeEcr(() => ({ imageDetails: [], nextToken: 'again' })), repositoryName: 'old/app' }
  const to = { caller: fakeEcr(() => ({ imageDetails: [] })), repositoryName: 'new/app' }
  await expect(compareRepositories(from, to)).rejects.toMatchObject({
    code: 'AWS_ERROR',
    message: 'ECR answers the same page again',
  })
})
