import { expect, test } from 'vitest'
import { type Link, linksIn, placeIn, together } from '../../src/plan/together.ts'
import { wishesFrom } from '../manifest/world.ts'

const cases: readonly { name: string; links: readonly Link[]; first: Readonly<Record<string, string>> }[] = [
  { name: 'what copies nothing stands for itself', links: [], first: { a: 'a' } },
  { name: 'of two, the first by name stands for both', links: [['b', 'a']], first: { a: 'a', b: 'a' } },
  {
    name: 'a way of copies is one group, in whatever order it is told',
    links: [
      ['d', 'c'],
      ['b', 'a'],
      ['c', 'b'],
    ],
    first: { a: 'a', b: 'a', c: 'a', d: 'a', e: 'e' },
  },
  {
    name: 'a circle is one group',
    links: [
      ['a', 'b'],
      ['b', 'c'],
      ['c', 'a'],
    ],
    first: { a: 'a', b: 'a', c: 'a' },
  },
]

test.each(cases)('$name', ({ links, first }) => {
  const firstOf = together(links)
  expect(Object.fromEntries(Object.keys(first).map(place => [place, firstOf(place)]))).toEqual(first)
})

test('of a way of a hundred thousand copies, each finds the first without going all of it', () => {
  const names = Array.from({ length: 100_000 }, (_, index) => String(index).padStart(6, '0'))
  const links = names.slice(1).map((name, index): Link => [names[index] as string, name])
  const firstOf = together(links.toReversed())
  expect(new Set(names.toReversed().map(firstOf))).toEqual(new Set(['000000']))
})

test('what is copied in a registry, and from that of another target, is a link; from a stranger it is none', async () => {
  const from = (account: string) => `ecr:${account}.dkr.ecr.eu-west-1.amazonaws.com/hub/app:v1`
  const wishes = await wishesFrom(`version: 1
name: acme
ownership: none
repositories:
  base:
  app: { images: { v1: "ecr:base:v1", v2: "docker://ghcr.io/acme/app:2" } }
  edge: { images: { v1: "${from('444455556666')}", v2: "${from('999900001111')}" } }
`)
  const hub = { name: 'hub', account: '444455556666', region: 'eu-west-1' }
  expect(linksIn('prod', wishes, [hub])).toEqual([
    [placeIn('prod', 'base'), placeIn('prod', 'app')],
    [placeIn('hub', 'hub/app'), placeIn('prod', 'edge')],
  ])
})
