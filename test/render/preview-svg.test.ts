import { describe, expect, test } from 'vitest'
import { previewSvg } from '../../src/render/preview-svg.ts'
import { NOW } from '../world.ts'
import { hostile, inTargets, MANY, NAMED, previewOf, USUAL } from './previews.ts'

const now = NOW.toISOString()
const usual = await previewOf({ ...USUAL, repositories: NAMED })
const picture = previewSvg(usual, now)
const wordsIn = (svg: string) => [...svg.matchAll(/<text[^>]*>([^<]*)</g)].map(([, text]) => text)

describe('a picture', () => {
  test('has a title and a description for who does not see it', () => {
    expect(picture).toContain('role="img" aria-labelledby="title description"')
    expect(picture).toContain('<title id="title">What lifecycle policies do: acme</title>')
    expect(picture).toMatch(
      /<desc id="description">Target default, 123456789012, us-east-1\. payments\/worker: declared policy · 28 images \(4\.5 GiB\) expire .* payments\/new: does not exist yet: nothing to expire\. .* payment\/worker: not looked at, there is no such repository/,
    )
  })

  test('has a style for each mode, a shape for each fate, and says once what they mean', () => {
    expect(picture).toContain('@media (prefers-color-scheme:dark)')
    expect(wordsIn(picture).filter(word => ['expires', 'is archived', 'stays'].includes(word ?? ''))).toHaveLength(3)
    const shapes = ['expire', 'archive', 'keep'].map(
      fate => new RegExp(`<path class="${fate}"[^>]* d="([^"]*)"`).exec(picture)?.[1],
    )
    expect(new Set(shapes).size).toBe(3)
    expect(shapes).not.toContain(undefined)
  })

  test('has words where there is no axis', () => {
    expect(wordsIn(picture)).toEqual(expect.arrayContaining(['payments/new', 'does not exist yet: nothing to expire']))
    expect(wordsIn(picture)).toContain('is empty: nothing to expire')
    expect(wordsIn(picture)).toContain('has no lifecycle policy, and the manifest declares none: nothing expires')
    expect(picture.match(/>now</g)).toHaveLength(3)
    expect(picture).not.toMatch(/NaN|1970|undefined/)
  })

  test('of ten thousand images is small', async () => {
    expect(previewSvg(await previewOf(MANY), now).length).toBeLessThan(60_000)
  })

  test('does nothing with what comes from outside', () => {
    expect(previewSvg(hostile(inTargets(usual, 'prod-eu', 'staging')), now)).not.toMatch(/<(script|img)\b/)
  })

  test('of several targets has a heading for each, and tells of one that failed', () => {
    const words = wordsIn(previewSvg(inTargets(usual, 'prod-eu', 'staging'), now))
    expect(words).toEqual(
      expect.arrayContaining(['prod-eu', '111111111111, us-east-1', 'staging', '222222222222, us-east-1']),
    )
    expect(words).toEqual(expect.arrayContaining(['target away', 'Nobody answers']))
  })

  test('without a policy to show says so', async () => {
    expect(wordsIn(previewSvg(await previewOf({ holdings: {}, settings: {} }), now))).toEqual([
      'acme',
      'The manifest declares no lifecycle policy: there is nothing to show.',
    ])
  })
})
