import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { picture, pictureText, scaleOf } from '../../bench/frame/picture.js'

const BARS = [
  { what: 'plan 300', terraform: 44.5, ecrsync: 1.2, faster: 37.1 },
  { what: 'plan <1> & "no" change', terraform: 12.3, ecrsync: 0.2, faster: 61.4 },
]

test('each step of the scale is as wide, and ten times the time', () => {
  const { decades, at } = scaleOf(BARS)
  expect(decades).toEqual([0.1, 1, 10])
  expect(at(1) - at(0.1)).toBeCloseTo(at(10) - at(1))
})

test('no bar is longer than there is room', () => {
  const { at } = scaleOf(BARS)
  expect(at(44.5)).toBeGreaterThan(at(12.3))
  expect(at(44.5)).toBeLessThan(560 - 80)
})

test('the shortest bar can be seen, also where it is a power of ten', () => {
  const { decades, at } = scaleOf([{ what: 'plan 1', terraform: 10, ecrsync: 1, faster: 10 }])
  expect(decades[0]).toBe(0.1)
  expect(at(1) - at(0.1)).toBeGreaterThan(100)
})

describe('the picture', () => {
  const svg = picture(BARS)

  test('has a bar for each of both', () => {
    expect(svg.match(/<rect class="ours".* height="19"/g)).toHaveLength(2)
    expect(svg.match(/<rect class="theirs".* height="19"/g)).toHaveLength(2)
  })

  test('says how much faster it is', () => {
    expect(svg).toContain('>37.1 × faster<')
  })

  test('is drawn for light and for dark ground', () => {
    expect(svg).toContain('@media(prefers-color-scheme:dark)')
  })

  test('has its figures as a sentence, and nothing that is markup by chance', () => {
    expect(svg).toContain(
      'aria-label="Time, Terraform and ecrsync: plan 300: 44.5 s and 1.20 s; plan &lt;1> &amp; &quot;no&quot; change: 12.3 s and 200 ms"',
    )
  })
})

test('the README says what its picture shows', () => {
  const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8')
  const [, shown] = /aria-label="([^"]*)"/.exec(read('docs/benchmark.svg')) ?? []
  expect(read('README.md')).toContain(`![${shown}](docs/benchmark.svg)`)
})

test('a sentence names each case with both times', () => {
  expect(pictureText(BARS.slice(0, 1))).toBe('Time, Terraform and ecrsync: plan 300: 44.5 s and 1.20 s')
})
