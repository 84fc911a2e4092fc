import { expect, test } from 'vitest'
import { renderPreview } from '../../src/render/preview-text.ts'
import { plain } from '../../src/render/theme.ts'
import { NAMED, previewOf, USUAL } from './previews.ts'

const PAGE = { theme: plain, width: 120, expand: false }
const text = renderPreview(await previewOf({ ...USUAL, repositories: NAMED }), PAGE)

test('what goes is named before what stays, first of all a tag that is well known', () => {
  const fates = [...text.matchAll(/^ {2}(EXPIRE|ARCHIVE|KEEP) +(\S+)/gm)].map(([, fate, tag]) => [fate, tag])
  expect(fates[0]).toEqual(['EXPIRE', 'latest'])
  expect(fates.slice(0, 31).map(([fate]) => fate)).not.toContain('KEEP')
})

test('what has no image is one line, and stands beside others that are', () => {
  expect(text).toContain(
    '\npayments/empty is empty: nothing to expire\npayments/new does not exist yet: nothing to expire\n\n',
  )
})

test('what is not there is counted, and what could not be looked at is said', () => {
  expect(text).toContain(
    '\n  ? payment/worker: there is no such repository, and the manifest declares none. Did you mean payments/worker?\n',
  )
  expect(text).toMatch(
    /\nPreview: 4 repositories; 32 images would expire, 3 would be archived; 1 repository is not there\.\n$/,
  )
})

test('without a policy to show it says so, and what to type', async () => {
  expect(renderPreview(await previewOf({ holdings: {}, settings: {} }), PAGE)).toMatch(
    /^The manifest declares no lifecycle policy.*\necrsync preview NAME shows/,
  )
})

test('where the manifest deletes the policy, it says so', async () => {
  const { holdings } = USUAL
  const settings = { 'vendor/base': { lifecyclePolicy: { lifecyclePolicy: null } } }
  const previewed = await previewOf({ holdings, settings, repositories: ['vendor/base'] })
  expect(renderPreview(previewed, PAGE)).toContain('vendor/base is to have no lifecycle policy: nothing expires')
})
