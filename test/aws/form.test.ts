import { expect, test } from 'vitest'
import { checkForm } from '../../src/aws/form.ts'

test('what is null is taken for left out, wherever it stands', () => {
  const answer = { images: [{ imageManifest: null, imageId: { imageTag: null, imageDigest: 'x' } }], nextToken: null }
  checkForm('BatchGetImage', answer)
  expect(answer).toEqual({ images: [{ imageId: { imageDigest: 'x' } }] })
})

test.each([
  [{ images: {} }, 'images has to be a list.'],
  [{ images: [null] }, 'images has to be a list.'],
  [{ images: [{ imageManifest: 3 }] }, 'imageManifest has to be a text.'],
  [{ imageDetails: [{ imageTags: [3] }] }, 'imageTags has to be a list of texts.'],
  [{ imageDetails: [{ imageSizeInBytes: '3' }] }, 'imageSizeInBytes has to be a number.'],
  [{ imageDetails: [{ imagePushedAt: new Date(Number.NaN) }] }, 'imagePushedAt has to be a moment.'],
  [{ repository: 'x' }, 'repository has to be an object.'],
  [{ replicationConfiguration: { rules: 'x' } }, 'rules has to be a list.'],
  [{ replicationConfiguration: { rules: [{ destinations: [{ region: 3 }] }] } }, 'region has to be a text.'],
  [{ scanningConfiguration: [] }, 'scanningConfiguration has to be an object.'],
  [{ scanningConfiguration: { rules: [{ repositoryFilters: ['*'] }] } }, 'repositoryFilters has to be a list.'],
  [{ signingConfiguration: { rules: [{ signingProfileArn: {} }] } }, 'signingProfileArn has to be a text.'],
  [{ pullThroughCacheRules: ['x'] }, 'pullThroughCacheRules has to be a list.'],
  [{ pullThroughCacheRules: [{ upstreamRegistryUrl: 3 }] }, 'upstreamRegistryUrl has to be a text.'],
  [{ repositoryCreationTemplates: [{ appliedFor: 'REPLICATION' }] }, 'appliedFor has to be a list of texts.'],
  [{ repositoryCreationTemplates: [{ repositoryPolicy: {} }] }, 'repositoryPolicy has to be a text.'],
  [{ repositoryCreationTemplates: [{ resourceTags: {} }] }, 'resourceTags has to be a list.'],
  [{ pullTimeUpdateExclusions: [{}] }, 'pullTimeUpdateExclusions has to be a list of texts.'],
  [{ value: false }, 'value has to be a text.'],
  [{ nextToken: ['x'] }, 'nextToken has to be a text.'],
])('%j is no answer', (answer, detail) =>
  expect(() => checkForm('DescribeImages', answer)).toThrow(expect.objectContaining({ code: 'AWS_ERROR', detail })),
)

test('what is not known may be anything, and as deep as it likes', () => {
  let deep: object = {}
  for (let depth = 0; depth < 100_000; depth += 1) deep = { deep }
  const answer = { deep, other: [null, 3, ['x']], tags: undefined }
  expect(() => checkForm('DescribeImages', answer)).not.toThrow()
})
